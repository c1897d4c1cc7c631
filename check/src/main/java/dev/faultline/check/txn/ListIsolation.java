package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.engine.Solver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Isolation of list-append histories. The order of versions is known, so every level is a question
 * of cycles and takes time linear in the history, save for the causal and parallel ones, which look
 * for single anti-dependencies inside of cyclic components.
 */
final class ListIsolation {

  private static final int ANY = ~0;

  private final TxnHistory history;
  private final TxnLevel level;
  private final Budget budget;
  private final ListVersions versions;
  private final Statistics statistics;

  ListIsolation(TxnHistory history, TxnLevel level, Budget budget) {
    this.history = history;
    this.budget = budget;
    this.level = level;
    this.versions = new ListVersions(history, level.conflictsForbidden());
    this.statistics = new Statistics(history.size, 1, 0, "dependency graph");
  }

  Verdict check() {
    var anomalies = anomalies();
    if (!anomalies.isEmpty()) {
      return new Verdict.Invalid(new Evidence.Forbidden(anomalies), statistics);
    }
    return switch (level) {
      case READ_UNCOMMITTED,
          ADYA_READ_COMMITTED,
          READ_COMMITTED,
          CURSOR_STABILITY,
          MONOTONIC_ATOMIC_VIEW,
          READ_ATOMIC,
          CAUSAL ->
          new Verdict.Valid(commits(), statistics);
      case PREFIX, STRONG_SESSION_PREFIX ->
          new Verdict.Valid(
              new Witness.Moments(
                  new SnapshotGraph(new Dependencies(versions, level), false)
                      .moments(versions.happened)),
              statistics);
      case PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          SNAPSHOT_ISOLATION,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION ->
          orderOfUnread();
      case REPEATABLE_READ, SERIALIZABLE, STRONG_SESSION_SERIALIZABLE, STRICT_SERIALIZABLE ->
          new Verdict.Valid(serial(), statistics);
    };
  }

  private Verdict orderOfUnread() {
    var meter = new Meter(budget);
    var unread = new UnreadAppends(versions, level, meter);
    return switch (unread.order()) {
      case POSSIBLE ->
          new Verdict.Valid(
              unread.moments().isEmpty()
                  ? new Witness.Established("no cycle has less than two anti-dependencies")
                  : new Witness.Moments(unread.moments()),
              statistics);
      case UNDECIDED ->
          new Verdict.Unknown(
              "no order was found for the unread appends: " + meter.reason(),
              List.of(level.lowerCaseName()),
              statistics);
      case IMPOSSIBLE ->
          new Verdict.Invalid(new Evidence.Forbidden(List.of(lostUpdateOfUnread())), statistics);
    };
  }

  /** Whichever of two concurrent transactions wrote first, the other had not seen it. */
  private Anomaly lostUpdateOfUnread() {
    var meter = Solver.reportMeter(budget);
    var small = new TxnMinimizer(meter, h -> unreadHaveNoOrder(h, meter)).minimize(history);
    var involved = TxnMinimizer.involved(small, new ListVersions(small, true).happened);
    return new Anomaly(
        "lost update",
        involved,
        "the appends that nobody read have no order that is "
            + level.lowerCaseName()
            + TxnMinimizer.words(small, involved));
  }

  private boolean unreadHaveNoOrder(TxnHistory weaker, Meter meter) {
    var isolation = new ListIsolation(weaker, level, budget);
    return isolation.anomalies().isEmpty()
        && new UnreadAppends(isolation.versions, level, meter).order()
            == OrderSolver.Ending.IMPOSSIBLE;
  }

  /** One anomaly of each name that the level forbids, the worst first. */
  List<Anomaly> anomalies() {
    var found = new ArrayList<Anomaly>(versions.incompatible);
    found.addAll(versions.garbage);
    var dependencies = new Dependencies(versions, level);
    int order = Graph.THROUGH | Graph.SO | Graph.RT;
    addCycle(found, dependencies, Graph.WW | order);
    if (level == TxnLevel.READ_UNCOMMITTED) {
      return oneOfEach(found);
    }
    found.addAll(versions.dirty);
    found.addAll(versions.future);
    addCycle(found, dependencies, Graph.WW | Graph.WR | order);
    if (TxnLevel.READ_ATOMIC.compareTo(level) <= 0) {
      found.addAll(versions.internal);
    }
    switch (level) {
      case READ_UNCOMMITTED, ADYA_READ_COMMITTED, READ_COMMITTED -> {}
      case CURSOR_STABILITY -> new Cursors(versions, dependencies).find().ifPresent(found::add);
      case MONOTONIC_ATOMIC_VIEW -> FracturedReads.later(versions).ifPresent(found::add);
      case READ_ATOMIC -> FracturedReads.find(versions).ifPresent(found::add);
      case CAUSAL -> addSingle(found, dependencies, Graph.WR | Graph.SO | Graph.THROUGH);
      case PARALLEL_SNAPSHOT_ISOLATION, STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION -> {
        addSingle(found, dependencies, Graph.WW | Graph.WR | order);
        addLostUpdates(found);
      }
      case PREFIX, STRONG_SESSION_PREFIX -> addSnapshotCycle(found, dependencies, false);
      case SNAPSHOT_ISOLATION, STRONG_SESSION_SNAPSHOT_ISOLATION, STRONG_SNAPSHOT_ISOLATION -> {
        addSingle(found, dependencies, Graph.WW | Graph.WR | order);
        addLostUpdates(found);
        addSnapshotCycle(found, dependencies, true);
      }
      case REPEATABLE_READ, SERIALIZABLE, STRONG_SESSION_SERIALIZABLE, STRICT_SERIALIZABLE -> {
        addSingle(found, dependencies, Graph.WW | Graph.WR | order);
        addLostUpdates(found);
        addSnapshotCycle(found, dependencies, true);
        addCycle(found, dependencies, ANY);
      }
    }
    return oneOfEach(found);
  }

  /**
   * Where reads contradict each other the order of versions is that of the longest alone. What else
   * is found may then not be literally so, and only what is can be shown.
   */
  private List<Anomaly> oneOfEach(List<Anomaly> found) {
    if (!versions.incompatible.isEmpty()) {
      var literal = new LiteralSteps(versions);
      found.removeIf(anomaly -> !literal.hold(anomaly));
    }
    Map<String, Anomaly> byName = new java.util.LinkedHashMap<>();
    for (var anomaly : found) {
      byName.putIfAbsent(anomaly.name(), anomaly);
    }
    return List.copyOf(byName.values());
  }

  private void addCycle(List<Anomaly> found, Dependencies dependencies, int kinds) {
    if (any(dependencies.graph.components(kinds))) {
      var steps = steps(dependencies, kinds);
      found.add(cycles(steps).inComponents(steps.graph.components(kinds), kinds).anomaly());
    }
  }

  private void addSingle(List<Anomaly> found, Dependencies dependencies, int others) {
    var graph = dependencies.graph;
    if (any(graph.components(others))) {
      return; // Worse was found already.
    }
    int[] component = graph.components(others | Graph.RW);
    if (!any(component)) {
      return;
    }
    int[] edge = SingleAntiDependency.find(graph, component, others);
    if (edge == null) {
      return;
    }
    var steps = steps(dependencies, others | Graph.RW);
    var walk =
        cycles(steps)
            .withOneAntiDependency(edge[0], steps.graph.components(others | Graph.RW), others);
    if (walk == null) {
      walk = cycles(dependencies).withOneAntiDependency(edge[0], component, others);
    }
    if (walk != null) {
      found.add(walk.anomaly());
    }
  }

  private void addSnapshotCycle(List<Anomaly> found, Dependencies dependencies, boolean conflicts) {
    if (any(new SnapshotGraph(dependencies, conflicts).graph.components(ANY))) {
      var snapshots = new SnapshotGraph(steps(dependencies, ANY), conflicts);
      int[] component = snapshots.graph.components(ANY);
      if (!any(component)) {
        snapshots = new SnapshotGraph(dependencies, conflicts);
        component = snapshots.graph.components(ANY);
      }
      var cycles =
          new Cycles(
              new ListSteps(versions),
              snapshots.graph,
              snapshots::kindFrom,
              snapshots::transactionOf);
      found.add(cycles.inComponents(component, ANY).anomaly());
    }
  }

  private @Nullable Dependencies closed;

  /**
   * The graph in which to look for a cycle to show. Where reads contradict each other it may differ
   * from the graph of the level.
   */
  private Dependencies steps(Dependencies dependencies, int kinds) {
    if (level == TxnLevel.CAUSAL || !versions.incompatible.isEmpty()) {
      return dependencies;
    }
    if (closed == null) {
      closed = StepGraph.of(versions, level);
    }
    return any(closed.graph.components(kinds)) ? closed : dependencies;
  }

  /**
   * Two that read the same state of a key and both appended to it, whether or not anybody read it.
   */
  private void addLostUpdates(List<Anomaly> found) {
    Map<Long, Integer> first = new HashMap<>();
    for (int t = 0; t < history.size; t++) {
      for (int o = history.first[t]; o < history.first[t + 1]; o++) {
        if (versions.external[o] >= 0 && appends(t, history.key[o])) {
          long state = (long) history.key[o] << 32 | versions.external[o];
          Integer other = first.putIfAbsent(state, t);
          if (other != null && other != t) {
            found.add(
                new Anomaly(
                    "lost update",
                    List.of(other, t),
                    "both read one state of "
                        + history.keyName(history.key[o])
                        + " and appended to it. "
                        + history.describe(other)
                        + " | "
                        + history.describe(t)));
            return;
          }
        }
      }
    }
  }

  private boolean appends(int t, int k) {
    for (int o = history.first[t]; o < history.first[t + 1]; o++) {
      if (history.kind[o] == TxnHistory.APPEND && history.key[o] == k) {
        return true;
      }
    }
    return false;
  }

  private Cycles cycles(Dependencies dependencies) {
    return new Cycles(
        new ListSteps(versions),
        dependencies.graph,
        (_, e) -> dependencies.graph.kind[e],
        this::transactionOf);
  }

  private int transactionOf(int node) {
    return node < history.size ? node : -1;
  }

  private Witness serial() {
    return new Witness.Serial(inOrder(new Dependencies(versions, level), ANY));
  }

  /** Who wrote or was read before, and the order of each client where the level knows clients. */
  private Witness commits() {
    var dependencies =
        new Dependencies(versions, level.sessions() ? TxnLevel.READ_COMMITTED : level);
    int kinds = Graph.WW | Graph.THROUGH;
    if (level == TxnLevel.READ_UNCOMMITTED) {
      return new Witness.Commits(inOrder(dependencies, kinds));
    }
    var ordered =
        level == TxnLevel.CURSOR_STABILITY
            ? new Cursors(versions, dependencies).ordered()
            : dependencies;
    return new Witness.Commits(inOrder(ordered, kinds | Graph.WR | Graph.SO));
  }

  private List<Integer> inOrder(Dependencies dependencies, int kinds) {
    var order = new ArrayList<Integer>();
    for (int node : dependencies.graph.topological(kinds)) {
      if (node < history.size && versions.happened[node]) {
        order.add(node);
      }
    }
    return order;
  }

  static boolean any(int[] component) {
    for (int c : component) {
      if (c >= 0) {
        return true;
      }
    }
    return false;
  }
}
