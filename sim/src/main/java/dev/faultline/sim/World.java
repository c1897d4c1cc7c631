package dev.faultline.sim;

import dev.faultline.agent.Agent;
import dev.faultline.agent.Carriers;
import dev.faultline.agent.Machines;
import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.fault.FaultBoard;
import dev.faultline.sim.fault.FaultOpportunities;
import dev.faultline.sim.fault.FaultPoints;
import dev.faultline.sim.fault.ModelGuard;
import dev.faultline.sim.net.Liar;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.node.Preemption;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.order.OrderedLoop;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.run.RealUse;
import dev.faultline.sim.run.UserCode;
import dev.faultline.sim.setup.Lies;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread and in simulated time. A program sets the world up: its nodes, the
 * system model, the properties; then the world runs once, and everything that could go otherwise is
 * decided by its {@link Adversary}.
 *
 * <p>Not thread-safe: one thread sets a world up and runs it. Worlds do not share anything, so
 * several may run at once.
 */
public final class World {
  /** The farthest from zero that monotonic clocks may begin: 2⁶² − 1 ns, some 146 years. */
  public static final Duration FARTHEST_ORIGIN = Duration.ofNanos((1L << 62) - 1);

  /** Clocks are not farther off than this at the start, so that they do not come full circle. */
  private static final Duration MOST_OFFSET = Duration.ofDays(36_500);

  private final Adversary adversary;
  private final WorldOptions options;
  private final Network network = new Network();
  private final Monitors monitors;
  private final Kernel kernel;
  private final List<Deadline> deadlines = new ArrayList<>();
  private final List<ClientOperations<?, ?>> recorded = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private final List<Supplier<String>> digests = new ArrayList<>();
  private final List<Supplier<@Nullable String>> outcomesAtEnd = new ArrayList<>();

  private SystemModel model = SystemModel.partiallySynchronous();
  private Interleaving interleaving = Interleaving.NONE;
  private Duration startSpread = Duration.ofMillis(1);
  private Duration clockOffset = Duration.ofMillis(5);

  /** In nanoseconds; null until told. */
  private @Nullable Long syncTime;

  private @Nullable Duration healAfter;
  private boolean started;

  private record Deadline(Duration afterHeal, String name, Runnable expire) {}

  /**
   * An empty world.
   *
   * @param adversary takes the decisions; it must not be used for another world
   */
  public World(Adversary adversary, WorldOptions options) {
    this.adversary = adversary;
    this.options = options;
    this.monitors = new Monitors(new View(), options.explained());
    this.kernel = new Kernel(adversary, network, options, monitors);
  }

  // --- setting up ---

  /**
   * The assumptions that bound the adversary; partial synchrony without any failure until told
   * otherwise.
   */
  public World model(SystemModel model) {
    notStarted("model");
    this.model = model;
    return this;
  }

  public SystemModel model() {
    return model;
  }

  /** How long this world runs, at the longest. */
  public Duration duration() {
    return options.duration();
  }

  /**
   * What the network is like.
   *
   * @throws IllegalStateException when the world has started: its network is what it is then
   */
  public Network network() {
    notStarted("network");
    return network;
  }

  /**
   * Adds a node that faults may strike.
   *
   * @param name of letters, digits and characters of {@link dev.faultline.core.Names#ALLOWED}
   * @param factory makes each incarnation, a new object each time: {@link #run} throws {@link
   *     ModelException} when it returns one that it returned before. Called on the world's thread
   * @throws IllegalArgumentException when the name is taken, or has other characters
   */
  public Address node(String name, Supplier<? extends Node> factory) {
    return add(name, false, factory);
  }

  /** Adds {@code count} nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public List<Address> nodes(int count, String prefix, Supplier<? extends Node> factory) {
    List<Address> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(node(prefix + "-" + i, factory));
    }
    return List.copyOf(added);
  }

  /**
   * Adds a node that belongs to the experiment and not to the system: it never crashes, pauses or
   * lies, and its clock is right; its messages travel like all others, but no partition separates
   * it from anybody.
   */
  public Address client(String name, Supplier<? extends Node> factory) {
    return add(name, true, factory);
  }

  /**
   * Adds a node that is straight-line code and may block.
   *
   * @param body run once for each incarnation, in a virtual thread of the node's
   * @throws IllegalArgumentException when the name is taken
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   */
  public Address blockingNode(String name, BlockingNode body) {
    return addBlocking(name, false, body);
  }

  /** Adds {@code count} blocking nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public List<Address> blockingNodes(int count, String prefix, BlockingNode body) {
    List<Address> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(blockingNode(prefix + "-" + i, body));
    }
    return List.copyOf(added);
  }

  /** Adds a client, like {@link #client}, that is straight-line code and may block. */
  public Address blockingClient(String name, BlockingNode body) {
    return addBlocking(name, true, body);
  }

  private Address addBlocking(String name, boolean client, BlockingNode body) {
    Agent.require();
    Address address = add(name, client, () -> new BlockingProcess(body));
    kernel.node(address).blocking = true;
    return address;
  }

  private Address add(String name, boolean client, Supplier<? extends Node> factory) {
    notStarted("node");
    return kernel.add(name, client, factory).address;
  }

  /**
   * Gives a node a twin, who speaks in its place while the adversary makes it arbitrary.
   *
   * @param twin makes the twin of the running, honest incarnation, which it may ask
   */
  public World twin(Address node, UnaryOperator<Node> twin) {
    notStarted("twin");
    kernel.node(node).twin = twin;
    return this;
  }

  /**
   * Lets a node lie to others while the adversary makes it arbitrary: the stock twin of any node,
   * however it is written.
   */
  public World lies(Address node, Lies lies) {
    notStarted("lies");
    kernel.node(node).liar = new Liar(adversary, lies);
    return this;
  }

  /** How far apart the nodes' starts lie at most; 1 ms until told otherwise. */
  public World startSpread(Duration spread) {
    notStarted("startSpread");
    SimTime.nanos(spread, "startSpread");
    startSpread = spread;
    return this;
  }

  /** How much later than asked for a timer may fire; 50 µs until told otherwise. */
  public World timerLateness(Duration lateness) {
    notStarted("timerLateness");
    kernel.timerLateness(SimTime.most(lateness, "timerLateness"));
    return this;
  }

  /**
   * How long a thread of a blocking node may have to wait for its turn when it can go on, which is
   * also how far the adversary may change the order of such threads; 10 µs until told otherwise.
   * With zero they go on in the order in which they could.
   */
  public World threadLateness(Duration lateness) {
    notStarted("threadLateness");
    kernel.threadLateness(SimTime.most(lateness, "threadLateness"));
    return this;
  }

  /**
   * Where the threads of blocking nodes may take turns inside their code; {@link Interleaving#NONE}
   * by default. Rewrites the classes that are meant, once in a JVM; costs some tens of nanoseconds
   * at each place that a thread comes to.
   */
  public World interleave(Interleaving interleaving) {
    notStarted("interleave");
    this.interleaving = interleaving;
    return this;
  }

  /**
   * How long a sync of a node's {@link dev.faultline.core.Store} takes at most; 1 ms until told
   * otherwise, and no time in a synchronous model, whose bounds would have to allow for it.
   */
  public World syncTime(Duration most) {
    notStarted("syncTime");
    syncTime = SimTime.most(most, "syncTime");
    return this;
  }

  /**
   * How far from zero the monotonic clock of an incarnation begins at most, either way; 10 days
   * until told otherwise. With zero all of them show simulated time, as far as they do not drift.
   *
   * @param most up to {@link #FARTHEST_ORIGIN}
   */
  public World monotonicOrigin(Duration most) {
    notStarted("monotonicOrigin");
    if (most.isNegative() || most.compareTo(FARTHEST_ORIGIN) > 0) {
      throw new IllegalArgumentException(
          "monotonicOrigin is " + most + ", expected zero to World.FARTHEST_ORIGIN, 2^62 - 1 ns");
    }
    kernel.monotonicOrigin(most.toNanos());
    return this;
  }

  private long defaultSyncTime() {
    return model.synchrony() instanceof Synchrony.Synchronous ? 0 : 1_000_000;
  }

  /**
   * How far a node's wall clock is off at the start at most, either way, which is also the
   * uncertainty that its readings carry; 5 ms until told otherwise.
   */
  public World clockOffset(Duration offset) {
    notStarted("clockOffset");
    if (offset.isNegative() || offset.compareTo(MOST_OFFSET) > 0) {
      throw new IllegalArgumentException(
          "clockOffset is " + offset + ", expected zero to a hundred years");
    }
    clockOffset = offset;
    return this;
  }

  /**
   * When the adversary gives up: active faults end and none strikes afterwards. In a partially
   * synchronous model this is the global stabilisation time, which the program under test does not
   * know.
   */
  public World healAfter(Duration time) {
    notStarted("healAfter");
    SimTime.nanos(time, "healAfter");
    healAfter = time;
    return this;
  }

  // --- properties ---

  /** {@code holds} must be true after everything that happens. */
  public World always(String name, BooleanSupplier holds) {
    notStarted("always");
    monitors.always(name, holds);
    return this;
  }

  /**
   * {@code condition} must come true at some moment between healing and {@code within} after it.
   *
   * @throws ModelException in an asynchronous model, where no liveness can be promised (Fischer,
   *     Lynch, Paterson 1985)
   */
  public World eventually(Duration within, String name, BooleanSupplier condition) {
    notStarted("eventually");
    SimTime.nanos(within, "within");
    deadlines.add(new Deadline(within, name, monitors.eventually(name, condition)));
    return this;
  }

  /** Something that should happen in some world; a campaign reports it when it never did. */
  public World sometimes(String name, BooleanSupplier condition) {
    notStarted("sometimes");
    monitors.sometimes(name, condition);
    return this;
  }

  /**
   * Judges the whole run when it is over, unless a property has been violated before. In a run that
   * was cut short only what no continuation mends counts: that a history has no order, or holds an
   * anomaly of transactions.
   */
  public World check(String name, Supplier<? extends Verdict> verdict) {
    notStarted("check");
    monitors.check(name, verdict);
    return this;
  }

  /** {@code holds} must be true when the run is over; not judged in a run that is cut short. */
  public World atEnd(String name, BooleanSupplier holds) {
    notStarted("atEnd");
    monitors.atEnd(name, holds);
    return this;
  }

  /** Reports a violation right now. */
  public void violation(String property, String detail) {
    monitors.violated(property, detail);
  }

  /** Declares how this run came out, for explorations that ask for all outcomes there are. */
  public void outcome(String name) {
    outcomes.add(name);
  }

  /** Declares how this run came out, once it is over; null for a run without an outcome. */
  public World outcome(Supplier<@Nullable String> atEnd) {
    notStarted("outcome");
    outcomesAtEnd.add(atEnd);
    return this;
  }

  /** Tells guided strategies something about the whole world's state, and the trace with it. */
  public void signal(String name, long value) {
    kernel.signal("world", name, value);
  }

  /** A record, empty as yet, of what clients of this world ask and are told. */
  public <I, O> ClientOperations<I, O> operations() {
    notStarted("operations");
    ClientOperations<I, O> operations = new ClientOperations<>(kernel, adversary);
    recorded.add(operations);
    return operations;
  }

  /**
   * Text that describes the run's result, beyond what its clients saw; it goes into the trace hash
   * when the run is over.
   */
  public World digest(Supplier<String> digest) {
    notStarted("digest");
    digests.add(digest);
    return this;
  }

  // --- while it runs ---

  /** Simulated time since the start, in nanoseconds. */
  public long nowNanos() {
    return kernel.now();
  }

  /** Whether the adversary has given up. */
  public boolean healed() {
    return kernel.healed();
  }

  /** The names of all nodes, clients included, in the order in which they were added. */
  public List<String> nodeNames() {
    return kernel.nodes().stream().map(node -> node.name).toList();
  }

  /** The running incarnation of a node, or null while it is down. */
  public @Nullable Node instance(Address node) {
    return kernel.node(node).instance;
  }

  /**
   * Runs {@code action} at a point in simulated time; for experiments that follow a script. What it
   * throws is a violation.
   */
  public World at(Duration time, Runnable action) {
    kernel.scheduleControl(SimTime.nanos(time, "time"), () -> script(time, action));
    return this;
  }

  private void script(Duration time, Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      monitors.programThrew(
          "what the program does at " + SimTime.text(SimTime.saturatedNanos(time)),
          thrown,
          Violation.Judged.WHEN_SEEN);
    }
  }

  /**
   * Lets a fault strike at a point in simulated time; for experiments that follow a script. When
   * the model allows the fault, but faults of the adversary leave no room for it at that time, it
   * is left out, and the trace says so.
   *
   * <p>{@link #run} throws {@link ModelException} when the model does not allow the fault at all,
   * or not after what the script played before.
   *
   * @throws IllegalStateException when the world has started
   */
  public World fault(Duration time, Fault fault) {
    notStarted("fault");
    SimTime.nanos(time, "time");
    scripted.add(new Scripted(time, fault));
    return this;
  }

  private record Scripted(Duration time, Fault fault) {}

  private final List<Scripted> scripted = new ArrayList<>();

  /**
   * Ends the world after the present step, as the program's own end: what is judged at the end is
   * judged then, and an {@code eventually} that has not come true and whose deadline lies behind
   * makes the world inconclusive.
   */
  public void stop() {
    kernel.stop();
  }

  /** How many events were still to come when the run ended: none means that it came to rest. */
  public int waiting() {
    return kernel.waiting();
  }

  // --- running ---

  /**
   * Runs the world to its end. A world runs once. Where the agent is present it runs on a carrier:
   * the current thread, if that is one, or one that is started for it.
   */
  public WorldResult run() {
    notStarted("run");
    started = true;
    return Carriers.call(this::runHere);
  }

  private WorldResult runHere() {
    if (!Agent.isPresent()) {
      try (RealUse real = new RealUse(kernel)) {
        return runToItsEnd(real);
      }
    }
    try (Machines machines = Machines.open()) {
      kernel.machines(machines, new Preemption(adversary, interleaving));
      return runToItsEnd(null);
    }
  }

  /**
   * Runs the world.
   *
   * @param real null where nothing can be real
   */
  private WorldResult runToItsEnd(@Nullable RealUse real) {
    ModelGuard guard = new ModelGuard(kernel, model);
    if (model.failures().kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0
        && model.failures().maxFaulty() > 0) {
      kernel.factories().recovering();
    }
    FaultBoard faults = new FaultBoard(kernel, guard);
    FaultRates rates = adversary.rates();
    long end = SimTime.saturatedNanos(options.duration());
    long neverHeals = Long.MAX_VALUE;
    kernel
        .links()
        .start(
            model,
            rates,
            faults.linkFaults(),
            healAfter == null ? neverHeals : SimTime.saturatedNanos(healAfter));
    long healAt = healAfter == null ? end : SimTime.saturatedNanos(healAfter);
    startNodes(guard);
    scheduleHealing(faults, end, healAt);
    for (Scripted each : scripted) {
      kernel.scheduleControl(
          SimTime.saturatedNanos(each.time()), () -> strike(faults, guard, each.fault()));
    }
    FaultOpportunities opportunities =
        new FaultOpportunities(kernel, adversary, guard, faults, model, healAt);
    opportunities.start(rates);
    kernel.points(new FaultPoints(kernel, adversary, faults, opportunities, healAt));
    kernel.syncTime(syncTime == null ? defaultSyncTime() : syncTime);
    if (adversary.order() != EventOrder.TIME) {
      kernel.orderedBy(
          new OrderedLoop(
              kernel, adversary, opportunities, rates.faultInterval().isZero(), healAt));
    }
    if (!kernel.run(SimTime.saturatedNanos(options.until()), options.maxEvents())) {
      monitors.inconclusive(
          "the world did not end within "
              + options.maxEvents()
              + " events; it had come to "
              + SimTime.text(kernel.now())
              + " of simulated time");
    }
    if (real != null) {
      real.over();
    }
    kernel.factories().over();
    if (!monitors.violated() && monitors.inconclusive() == null) {
      monitors.atEnd(cameToItsEnd());
    }
    if (cameToItsEnd()) {
      for (Supplier<@Nullable String> outcome : outcomesAtEnd) {
        String name = asked("an outcome", outcome);
        if (name != null) {
          outcomes.add(name);
        }
      }
    }
    for (Supplier<String> digest : digests) {
      String text = asked("a digest", digest);
      if (text != null) {
        kernel.hash().add(text);
      }
    }
    if (stoppedItself() && !monitors.violated()) {
      monitors.stopped();
    }
    String doubt = real == null ? null : real.whyInconclusive();
    if (doubt != null) {
      monitors.inconclusive(doubt);
    }
    return new WorldResult(
        monitors.violation(),
        monitors.inconclusive(),
        kernel.now(),
        kernel.events(),
        kernel.hashValue(),
        monitors.reached(),
        List.copyOf(outcomes),
        kernel.hash().contents().unhashed(),
        kernel.factories().outliving(),
        real == null ? List.of() : real.told());
  }

  private <T> @Nullable T asked(String what, Supplier<? extends @Nullable T> question) {
    try {
      return question.get();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      if (cameToItsEnd()) {
        monitors.programThrew(what, thrown, Violation.Judged.AT_END);
      }
      return null;
    }
  }

  /** Whether {@link #stop} or a violation ended the run. */
  public boolean stoppedItself() {
    return kernel.stopped();
  }

  /**
   * Whether the run was not cut short, so that how it ended means something. It is the same rule
   * for a whole run and for one that is to end at some time: a world that has stopped, or has come
   * to rest, has ended, whatever time was left.
   */
  private boolean cameToItsEnd() {
    return !kernel.cut()
        && (kernel.stopped()
            || kernel.waiting() == 0
            || options.until().equals(options.duration()));
  }

  /** Whether anything is asked of the run when it is over: a property, a check or an outcome. */
  public boolean judgedAtEnd() {
    return monitors.judgesAtEnd() || !outcomesAtEnd.isEmpty();
  }

  /** Whether a message may arrive, from when the first node has started, before the last has. */
  public boolean messagesMayPrecedeStarts() {
    long spread = SimTime.saturatedNanos(startSpread);
    return spread > 1 && kernel.nodes().size() > 1 && spread > network.latency.nanosAt(0);
  }

  private void startNodes(ModelGuard guard) {
    for (SimNode node : kernel.nodes()) {
      boolean left = leftOut(node, guard);
      Duration late = left && !node.client && !node.crashedBeforeItsStart ? healAfter : null;
      if (left && late == null) {
        continue;
      }
      long delay =
          late != null
              ? SimTime.saturatedNanos(late)
              : adversary.choose(
                  Decision.START_DELAY,
                  node.subject,
                  1,
                  Math.max(1, SimTime.saturatedNanos(startSpread)));
      if (!node.client) {
        long range = clockOffset.toNanos();
        node.clock.uncertainty(range, driftBoundPpm());
      }
      kernel.scheduleControl(
          delay,
          () -> {
            if (!node.up() && node.incarnation == 0) {
              kernel.start(node);
            }
          });
    }
  }

  /** Whether somebody who edits this run wants to know what becomes of it without the node. */
  private boolean leftOut(SimNode node, ModelGuard guard) {
    if (node.client) {
      return adversary.strikes(Decision.CLIENT_ABSENT, node.subject, 0, Odds.NEVER);
    }
    boolean mayBeLate = guard.mayComeUpLate();
    if (!mayBeLate && !guard.mayCrashBeforeItsStart(node)) {
      return false;
    }
    boolean absent = adversary.strikes(Decision.NODE_ABSENT, node.subject, 0, Odds.NEVER);
    node.crashedBeforeItsStart = absent && !mayBeLate;
    guard.assertWithin();
    return absent;
  }

  private long driftBoundPpm() {
    return model.synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var ppm)
        ? ppm
        : 0;
  }

  private void scheduleHealing(FaultBoard faults, long end, long healAt) {
    if (!deadlines.isEmpty()) {
      requireLivenessMakesSense(end, healAt);
    }
    if (healAfter == null) {
      return;
    }
    kernel.scheduleControl(
        healAt,
        () -> {
          // First, so that the model's bound holds for what ending faults let go.
          kernel.heal();
          faults.heal();
          kernel.trace(new TraceEvent.Healed(kernel.now()));
          monitors.healed();
        });
    for (Deadline deadline : deadlines) {
      kernel.scheduleControl(
          SimTime.plus(healAt, SimTime.saturatedNanos(deadline.afterHeal())), deadline.expire());
    }
  }

  private void requireLivenessMakesSense(long end, long healAt) {
    Deadline first = deadlines.getFirst();
    if (model.synchrony() instanceof Synchrony.Asynchronous) {
      throw new ModelException(
          "eventually '"
              + first.name()
              + "': in the asynchronous model no deadline can be promised (FLP); declare a"
              + " partially synchronous or synchronous model");
    }
    if (healAfter == null) {
      throw new ModelException(
          "eventually '" + first.name() + "': say with healAfter when the adversary gives up");
    }
    for (Deadline deadline : deadlines) {
      if (SimTime.plus(healAt, SimTime.saturatedNanos(deadline.afterHeal())) > end) {
        throw new ModelException(
            "eventually '"
                + deadline.name()
                + "' is due "
                + deadline.afterHeal()
                + " after healing at "
                + healAfter
                + ", but the world ends at "
                + options.duration());
      }
    }
  }

  private void strike(FaultBoard faults, ModelGuard guard, Fault fault) {
    String why = guard.whyIllegal(fault);
    if (why.isEmpty()) {
      faults.beginScripted(fault);
    } else if (faults.adversaryPlayed()) {
      kernel.trace(
          new TraceEvent.Remarked(
              kernel.now(), "world", "the script's " + fault + " is left out: " + why));
    } else {
      throw new ModelException("the script plays " + fault + ", but " + why);
    }
  }

  private void notStarted(String what) {
    if (started) {
      throw new IllegalStateException(what + ": this world has been started already");
    }
  }

  private final class View implements Monitors.WorldView {
    @Override
    public long now() {
      return kernel.now();
    }

    @Override
    public List<Integer> operations(Evidence evidence) {
      return recorded.stream()
          .flatMap(operations -> operations.in(evidence.operations()).stream())
          .distinct()
          .toList();
    }

    @Override
    public void violated(Violation violation) {
      kernel.trace(
          new TraceEvent.Violated(
              kernel.now(), violation.property(), violation.detail(), violation.operations()));
      kernel.hash().add(violation.property());
      kernel.stop();
    }
  }
}
