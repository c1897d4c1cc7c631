package dev.faultline.sim;

import dev.faultline.agent.Carriers;
import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.UserCode;
import dev.faultline.sim.fault.ByHand;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.workload.Consistency;
import dev.faultline.sim.workload.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread and in simulated time. A program sets the world up: its nodes, the
 * system model, the properties; then the world runs once, and everything that could go otherwise is
 * decided by its {@link Adversary}.
 *
 * <p>Not thread-safe: one thread sets a world up and runs it. Worlds do not share anything, so
 * several may run at once.
 */
public final class World extends Properties {
  /** The farthest from zero that monotonic clocks may begin: 2⁶² − 1 ns, some 146 years. */
  public static final Duration FARTHEST_ORIGIN = Duration.ofNanos((1L << 62) - 1);

  private final List<Clients<?, ?>> clients = new ArrayList<>();

  /**
   * An empty world.
   *
   * @param adversary takes the decisions; it must not be used for another world
   */
  public World(Adversary adversary, WorldOptions options) {
    super(adversary, options);
  }

  @Override
  World self() {
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
    kernel.remarks().signal("world", name, value);
  }

  /** A record, empty as yet, of what clients of this world ask and are told. */
  public <I, O> ClientOperations<I, O> operations() {
    notStarted("operations");
    ClientOperations<I, O> operations = new ClientOperations<>(kernel, adversary);
    recorded.add(operations);
    return operations;
  }

  /**
   * Adds clients called {@code client-1}, {@code client-2} and so on, which use objects of a kind
   * and record what they are told. What they do, and whom they ask, is said by the result.
   */
  public <I, O> Clients<I, O> clients(int count, Kind<I, O> kind) {
    return clients(count, "client", kind);
  }

  /** Adds such clients called {@code prefix-1}, {@code prefix-2} and so on. */
  public <I, O> Clients<I, O> clients(int count, String prefix, Kind<I, O> kind) {
    notStarted("clients");
    Clients<I, O> added = new Clients<>(this, count, prefix, kind);
    clients.add(added);
    return added;
  }

  /**
   * What clients were told has to fit the model of what they use; judged as {@link #check(String,
   * Supplier)} has it.
   */
  public <I, O> World check(Clients<I, O> clients, Consistency consistency) {
    return check(consistency.name(), clients, consistency);
  }

  /** The same under another name. */
  public <I, O> World check(String name, Clients<I, O> clients, Consistency consistency) {
    return check(name, () -> consistency.judge(clients.history(), clients.kind.model()));
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
    long nanos = SimTime.nanos(time, "time");
    kernel.schedule().control(nanos, () -> script("at " + SimTime.text(nanos), action));
    kernel.uses().script();
    return this;
  }

  /**
   * Runs {@code action} once, as an event of its own, when {@code condition} is true for the first
   * time; for experiments that need a fault or a request at a certain moment of the program's.
   * Where an adversary orders events, it orders this one too. What either throws is a violation.
   */
  public World when(String name, BooleanSupplier condition, Runnable action) {
    notStarted("when");
    monitors.when(name, condition, () -> script("when '" + name + "'", action));
    return this;
  }

  private void script(String moment, Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      monitors.programThrew("what the program does " + moment, thrown, Violation.Judged.WHEN_SEEN);
    }
  }

  // --- faults by hand ---

  /**
   * Lets a fault strike now, from an action of {@link #at} or {@link #when}. It is a decision: it
   * stands in the trace, and a shrinker may leave it out. Where faults of the adversary leave the
   * model no room for it, or the world has healed, it is left out, and the trace says so.
   *
   * @return whether it struck
   * @throws ModelException when the model rules the fault out
   * @throws IllegalStateException before the world runs: that is what {@link #fault} is for
   */
  public boolean strike(Fault fault) {
    return running("strike").strike(fault);
  }

  /** Lets a node crash now and come back after {@code down}; as {@link #strike} has it. */
  public boolean crash(Address node, Duration down) {
    return strike(new Fault.Crash(node.name(), down));
  }

  /** Lets a node crash now for good; as {@link #strike} has it. */
  public boolean crash(Address node) {
    return crash(node, Fault.FOREVER);
  }

  /**
   * Lets nothing pass between two groups from now on, until {@link #endFaults} or healing; as
   * {@link #strike} has it.
   */
  public boolean partition(List<? extends Address> one, List<? extends Address> other) {
    List<List<String>> groups =
        List.of(
            one.stream().map(Address::name).toList(), other.stream().map(Address::name).toList());
    return strike(new Fault.Partition(PartitionShape.HALVES, groups, Fault.FOREVER));
  }

  /** Ends now all faults that struck by hand and are not over: nodes come back, links mend. */
  public void endFaults() {
    running("endFaults").end();
  }

  private ByHand running(String what) {
    ByHand known = byHand;
    if (known == null) {
      throw new IllegalStateException(
          what + ": this world does not run yet; call it from an action of at or when");
    }
    return known;
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
   *
   * @throws ModelException when clients were not told whom to ask, or what
   */
  public WorldResult run() {
    notStarted("run");
    clients.forEach(Clients::ready);
    started = true;
    return Carriers.call(new WorldRun(this)::run);
  }

  /** Whether {@link #stop} or a violation ended the run. */
  public boolean stoppedItself() {
    return kernel.stopped();
  }

  /** Whether anything is asked of the run when it is over: a property, a check or an outcome. */
  public boolean judgedAtEnd() {
    return monitors.judgesAtEnd() || !outcomesAtEnd.isEmpty();
  }

  /** Whether a message may arrive, from when the first node has started, before the last has. */
  public boolean messagesMayPrecedeStarts() {
    long spread = SimTime.saturatedNanos(startSpread);
    return spread > 1 && kernel.nodes().size() > 1 && spread > network.shortestNanos();
  }
}
