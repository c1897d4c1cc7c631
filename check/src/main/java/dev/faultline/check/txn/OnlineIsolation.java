package dev.faultline.check.txn;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.txn.OnlineTxn.Appended;
import dev.faultline.check.txn.TxnHistory.Status;
import dev.faultline.core.history.HistoryObserver;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the isolation of list-append transactions while they run: it gets each call and end as it
 * happens, and reports a violation at the first event that makes it certain.
 *
 * <p>Offered for read committed and the serializable levels, which require a growing graph to stay
 * acyclic. The contents of all lists are kept. For read committed and strict serializability, only
 * transactions that a cycle can still pass through are kept: their number is bounded if the numbers
 * of open transactions and of unread appends are. The other two levels allow a read of any old
 * state at any time, so all transactions are kept. Single-threaded and deterministic.
 */
public final class OnlineIsolation implements HistoryObserver<List<ListAccess>, List<ListAccess>> {

  /** The approximate memory of a kept transaction with its edges. */
  private static final int BYTES_PER_NODE = 1_024;

  /** With fewer transactions than this, none is forgotten. */
  private static final int FEW = 256;

  private final TxnLevel level;
  private final boolean readCommitted;
  private final long mostNodes;
  private final DynamicGraph graph = new DynamicGraph();
  private final OnlinePruning pruning;
  private final Map<Object, OnlineList> lists = new LinkedHashMap<>();
  private final Map<Integer, OnlineTxn> open = new TreeMap<>();
  private final Map<Integer, DynamicGraph.Node> lastOfClient = new HashMap<>();
  private final List<OnlineTxn> returnedSinceBarrier = new ArrayList<>();
  private DynamicGraph.@Nullable Node barrier;
  private @Nullable Anomaly violation;
  private boolean exhausted;
  private long position;
  private int called;
  private int committed;

  /**
   * Starts before the first event. Of the budget only the memory counts.
   *
   * @throws IllegalArgumentException if the level is not {@link #offered}
   */
  public OnlineIsolation(TxnLevel level, Budget budget) {
    this(level, budget, FEW);
  }

  /** For tests that need transactions to be forgotten early. */
  OnlineIsolation(TxnLevel level, Budget budget, int few) {
    if (!offered(level)) {
      throw new IllegalArgumentException(
          level.lowerCaseName()
              + " is not checked online; read-committed, serializable,"
              + " strong-session-serializable and strict-serializable are");
    }
    this.level = level;
    this.readCommitted = level == TxnLevel.READ_COMMITTED;
    this.mostNodes = Math.max(1, budget.memoryBytes() / BYTES_PER_NODE);
    this.pruning = new OnlinePruning(graph, level, few);
  }

  /** Whether a level is checked online. */
  public static boolean offered(TxnLevel level) {
    return switch (level) {
      case READ_COMMITTED, SERIALIZABLE, STRONG_SESSION_SERIALIZABLE, STRICT_SERIALIZABLE -> true;
      case READ_UNCOMMITTED,
          ADYA_READ_COMMITTED,
          CURSOR_STABILITY,
          MONOTONIC_ATOMIC_VIEW,
          REPEATABLE_READ,
          READ_ATOMIC,
          CAUSAL,
          PARALLEL_SNAPSHOT_ISOLATION,
          STRONG_SESSION_PARALLEL_SNAPSHOT_ISOLATION,
          PREFIX,
          STRONG_SESSION_PREFIX,
          SNAPSHOT_ISOLATION,
          STRONG_SESSION_SNAPSHOT_ISOLATION,
          STRONG_SNAPSHOT_ISOLATION ->
          false;
    };
  }

  /**
   * A transaction was called.
   *
   * @throws IllegalArgumentException if it appends a value that was already appended to the same
   *     key
   */
  @Override
  public void called(int client, List<ListAccess> accesses) {
    long at = position++;
    var txn = new OnlineTxn(called++, client, at, barrierBefore(at), List.copyOf(accesses));
    if (open.put(client, txn) != null) {
      throw new IllegalStateException("client " + client + " has an open transaction");
    }
    Map<OnlineList, Appended> last = new HashMap<>();
    for (int i = 0; i < accesses.size(); i++) {
      if (accesses.get(i) instanceof ListAccess.Append(var key, var value)) {
        var list = list(key);
        var append = new Appended(txn, list, value, last.get(list), i);
        if (append.before != null) {
          append.before.intermediate = true;
        }
        last.put(list, append);
        txn.appends.add(append);
        if (list.byValue.put(value, append) != null) {
          throw new IllegalArgumentException(
              "value " + value + " of key " + key + " is appended twice; expected unique values");
        }
      }
    }
  }

  /**
   * The client's open transaction ended.
   *
   * @param outcome if ok, the same accesses with the values read
   */
  @Override
  public void ended(int client, Outcome<List<ListAccess>> outcome) {
    var txn = open.remove(client);
    if (txn == null) {
      throw new IllegalStateException("client " + client + " has no open transaction");
    }
    long at = position++;
    if (isDecided()) {
      return;
    }
    switch (outcome) {
      case Outcome.Ok<List<ListAccess>>(var accesses) -> {
        txn.returned = at;
        commit(txn, List.copyOf(accesses));
      }
      case Outcome.Fail<List<ListAccess>> _ -> abort(txn);
      case Outcome.Indeterminate<List<ListAccess>> _ -> txn.ended = Status.INDETERMINATE;
    }
    if (violation == null) {
      long oldest = open.values().stream().mapToLong(t -> t.called).min().orElse(position);
      pruning.afterEvent(oldest, position, lists.values(), barrier);
      exhausted = graph.size() > mostNodes;
    }
  }

  /** A chain of barriers, one where a return is followed by a call. */
  private DynamicGraph.@Nullable Node barrierBefore(long call) {
    if (level.realTime() && !returnedSinceBarrier.isEmpty()) {
      var next = graph.node(null, call);
      if (barrier != null) {
        graph.edge(barrier, next, Graph.THROUGH);
      }
      for (var txn : returnedSinceBarrier) {
        graph.edge(txn.node, next, Graph.RT);
      }
      returnedSinceBarrier.clear();
      barrier = next;
    }
    return barrier;
  }

  private OnlineList list(Object key) {
    return lists.computeIfAbsent(key, OnlineList::new);
  }

  private void abort(OnlineTxn txn) {
    txn.ended = Status.ABORTED;
    for (var append : txn.appends) {
      append.aborted = true;
      append.transaction = null;
      if (append.seen) {
        violated("G1a", List.of(txn.number), "a read saw what aborted: " + txn.describe());
      }
    }
  }

  private void commit(OnlineTxn txn, List<ListAccess> accesses) {
    committed++;
    txn.ended = Status.COMMITTED;
    txn.accesses = accesses;
    happened(txn);
    for (var append : txn.appends) {
      append.knownSince = Math.min(append.knownSince, txn.returned);
    }
    for (int i = 0; i < accesses.size() && violation == null; i++) {
      if (accesses.get(i) instanceof ListAccess.Read(var key, var values)) {
        read(txn, accesses, i, list(key), values);
      }
    }
    if (level.realTime()) {
      returnedSinceBarrier.add(txn);
      pruning.returned(txn);
    }
  }

  /** Gives a transaction its place in the graph once it is certain that it took effect. */
  private void happened(OnlineTxn txn) {
    if (txn.node != null) {
      return;
    }
    txn.node = graph.node(txn, txn.called);
    if (level.sessions()) {
      edge(lastOfClient.get(txn.client), txn, Graph.SO);
      lastOfClient.put(txn.client, txn.node);
    }
    edge(txn.barrier, txn, Graph.THROUGH);
    for (var append : txn.appends) {
      if (append.place < 0 && append.list.unread.put(txn.number, txn) == null) {
        afterAllThatWasRead(txn, append.list);
      }
    }
  }

  /**
   * Unread appends come after all known elements, and after all transactions that read no more than
   * those.
   */
  private void afterAllThatWasRead(OnlineTxn txn, OnlineList list) {
    if (!list.elements.isEmpty()) {
      wroteBefore(list.elements.getLast(), txn, txn.returned);
    }
    if (!readCommitted) {
      edge(list.readersOfAll, txn, Graph.THROUGH);
      for (var reader : list.appendersToAll) {
        edge(reader.node, txn, Graph.RW);
      }
    }
  }

  private void read(
      OnlineTxn txn, List<ListAccess> accesses, int index, OnlineList list, List<?> values) {
    int others = values.size();
    while (others > 0 && isOwn(txn, list, values.get(others - 1))) {
      others--;
    }
    for (var value : values) {
      var append = list.byValue.get(value);
      if (append != null && append.transaction == txn && append.index > index) {
        violated("future read", List.of(txn.number), txn.describe() + " saw its own later append");
        return;
      }
    }
    // A transaction's own appends have a known place only if no other transaction can append at the
    // same time.
    int told = readCommitted ? others : values.size();
    for (int i = 0; i < Math.min(told, list.elements.size()); i++) {
      if (!list.elements.get(i).value.equals(values.get(i))) {
        violated(
            "incompatible order",
            List.of(txn.number),
            Difference.of(
                txn.describe(),
                String.valueOf(list.key),
                i,
                Difference.around(i, values.size(), at -> String.valueOf(values.get(at))),
                "",
                Difference.around(
                    i, list.elements.size(), at -> String.valueOf(list.elements.get(at).value))));
        return;
      }
    }
    if (!allClean(txn, list, values, others)) {
      return;
    }
    grow(txn, list, values, told);
    if (violation != null) {
      return;
    }
    if (others > 0) {
      var last = list.elements.get(others - 1);
      if (last.intermediate) {
        violated(
            "G1b",
            List.of(last.number, txn.number),
            txn.describe() + " saw an intermediate state of T" + last.number);
        return;
      }
      if (last.transaction != null) {
        edge(last.transaction.node, txn, Graph.WR);
      }
    }
    if (!readCommitted) {
      int external = external(txn, accesses, index, list, values);
      if (violation == null) {
        missed(txn, list, external);
      }
    }
  }

  private static boolean isOwn(OnlineTxn txn, OnlineList list, Object value) {
    var append = list.byValue.get(value);
    return append != null && append.transaction == txn;
  }

  /**
   * Whether the values have no element that was never appended or that was aborted. Known elements
   * were checked before.
   */
  private boolean allClean(OnlineTxn txn, OnlineList list, List<?> values, int others) {
    for (int i = Math.min(others, list.elements.size()); i < values.size(); i++) {
      var append = list.byValue.get(values.get(i));
      if (append == null) {
        violated(
            "garbage read",
            List.of(txn.number),
            txn.describe() + " saw " + values.get(i) + ", which nobody appended");
        return false;
      }
      append.seen = true;
      if (append.aborted) {
        violated(
            "G1a",
            List.of(append.number, txn.number),
            txn.describe() + " saw " + append.value + " of T" + append.number + ", which aborted");
        return false;
      }
    }
    return true;
  }

  /** Adds the elements that a read shows beyond the known ones. */
  private void grow(OnlineTxn reader, OnlineList list, List<?> values, int told) {
    int before = list.elements.size();
    for (int i = before; i < told && violation == null; i++) {
      var append = list.byValue.get(values.get(i));
      if (append == null || append.place >= 0) {
        violated(
            "duplicate elements",
            List.of(reader.number),
            reader.describe() + " saw " + values.get(i) + " of " + list.key + " twice");
        return;
      }
      if (append.before != null && append.before.place < 0) {
        violated(
            "incompatible order",
            List.of(append.number, reader.number),
            reader.describe() + " saw appends against their order in T" + append.number);
        return;
      }
      place(append, list, reader);
    }
    if (list.elements.size() > before) {
      var last = list.elements.getLast();
      for (var txn : list.unread.values()) {
        wroteBefore(last, txn, txn.returned);
      }
    }
  }

  private void place(Appended append, OnlineList list, OnlineTxn reader) {
    var before = list.elements.isEmpty() ? null : list.elements.getLast();
    append.place = list.elements.size();
    list.elements.add(append);
    append.knownSince = Math.min(append.knownSince, reader.returned);
    var writer = append.transaction;
    if (writer == null) {
      return;
    }
    happened(writer);
    if (!writer.appendsUnread(list)) {
      list.unread.remove(writer.number);
    }
    if (before != null) {
      wroteBefore(before, writer, writer.returned);
    }
    if (!readCommitted) {
      edge(list.readersOfAll, writer, Graph.THROUGH);
      for (var one : list.appendersToAll) {
        edge(one.node, writer, Graph.RW);
      }
    }
    list.readersOfAll = null;
    list.appendersToAll = new ArrayList<>();
  }

  /**
   * The length of the part that other transactions appended; the transaction's own appends so far
   * must follow it.
   */
  private int external(
      OnlineTxn txn, List<ListAccess> accesses, int index, OnlineList list, List<?> values) {
    int end = values.size();
    for (var append : txn.appends.reversed()) {
      if (append.list == list && append.index < index) {
        if (end == 0 || !values.get(end - 1).equals(append.value)) {
          violated(
              "internal", List.of(txn.number), txn.describe() + " does not see its own append");
          return -1;
        }
        end--;
      }
    }
    for (int i = 0; i < index; i++) {
      if (accesses.get(i) instanceof ListAccess.Read(var key, var earlier)
          && key.equals(list.key)
          && earlier.stream().filter(v -> !isOwn(txn, list, v)).count() != end) {
        violated("internal", List.of(txn.number), txn.describe() + " sees two states of one key");
        return -1;
      }
    }
    return end;
  }

  /** A reader comes before the transactions whose appends it did not see. */
  private void missed(OnlineTxn txn, OnlineList list, int seen) {
    if (seen < list.elements.size()) {
      var next = list.elements.get(seen);
      if (next.transaction == txn) {
        return;
      }
      if (level.realTime() && txn.called > next.knownSince) {
        stale(txn, next.number, "rw");
      } else if (next.transaction != null) {
        edge(txn.node, next.transaction, Graph.RW);
      }
      return;
    }
    boolean own = txn.appendsUnread(list);
    if (own) {
      list.appendersToAll.add(txn);
    } else if (list.readersOfAll == null) {
      list.readersOfAll = graph.node(null, position);
      for (var other : list.unread.values()) {
        edge(list.readersOfAll, other, Graph.THROUGH);
      }
    }
    for (var other : list.unread.values()) {
      if (other != txn && level.realTime() && txn.called > other.returned) {
        stale(txn, other.number, "rw");
        return;
      }
      if (own) {
        edge(txn.node, other, Graph.RW);
      }
    }
    if (!own && list.readersOfAll != null) {
      closed(graph.edge(txn.node, list.readersOfAll, Graph.RW));
    }
  }

  private void wroteBefore(Appended first, OnlineTxn then, long returned) {
    if (first.transaction == then) {
      return;
    }
    if (level.realTime() && first.called > returned) {
      stale(first.number, then.number, "ww", "");
    } else if (first.transaction != null) {
      edge(first.transaction.node, then, Graph.WW);
    }
  }

  private void edge(DynamicGraph.@Nullable Node from, OnlineTxn to, int kind) {
    if (to.node != null) {
      closed(graph.edge(from, to.node, kind));
    }
  }

  private void stale(OnlineTxn txn, int other, String kind) {
    stale(txn.number, other, kind, ". " + txn.describe());
  }

  /** Two transactions that real time puts in one order and the list in the other. */
  private void stale(int txn, int other, String kind, String more) {
    boolean write = kind.equals("ww");
    violated(
        new Anomaly(
            write ? "G0-realtime" : "G-single-realtime",
            List.of(txn, other),
            "T"
                + txn
                + (write ? " wrote before T" : " did not see what T")
                + other
                + (write ? " wrote the same key" : " wrote")
                + ", although that was over when T"
                + txn
                + " was called"
                + more));
  }

  private void closed(DynamicGraph.@Nullable Cycle cycle) {
    if (cycle == null || violation != null) {
      return;
    }
    Map<Integer, OnlineTxn> byNumber = new TreeMap<>();
    for (var node : cycle.nodes()) {
      if (node.transaction != null) {
        byNumber.put(node.transaction.number, node.transaction);
      }
    }
    var names = new OnlineSteps(byNumber);
    var nodes = cycle.nodes();
    int[] indices = new int[nodes.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    violated(
        new Walk(
                names,
                indices,
                cycle.kinds().stream().mapToInt(Integer::intValue).toArray(),
                i -> {
                  var txn = nodes.get(i).transaction;
                  return txn == null ? -1 : txn.number;
                })
            .anomaly());
  }

  private void violated(String name, List<Integer> transactions, String explanation) {
    violated(new Anomaly(name, transactions, explanation));
  }

  private void violated(Anomaly anomaly) {
    if (violation == null) {
      violation = anomaly;
    }
  }

  /** The violation, if one is certain. */
  public Optional<Anomaly> violation() {
    return Optional.ofNullable(violation);
  }

  /** Whether the verdict is final: no further event can change it. */
  public boolean isDecided() {
    return violation != null || exhausted;
  }

  /** How many transactions and barriers it keeps now. */
  public int kept() {
    return graph.size();
  }

  /** The verdict on the events so far. */
  public Verdict verdict() {
    var statistics = new Statistics(called, 1, graph.size(), "online, a graph kept in order");
    if (violation != null) {
      return new Verdict.Invalid(new Evidence.Forbidden(List.of(violation)), statistics);
    }
    if (exhausted) {
      return new Verdict.Unknown(
          "more than " + mostNodes + " transactions would have to be kept",
          List.of(level.lowerCaseName()),
          statistics);
    }
    return committed == 0
        ? new Verdict.Unknown("no transaction committed", List.of(), statistics)
        : new Verdict.Valid(new Witness.Established("no cycle up to now"), statistics);
  }
}
