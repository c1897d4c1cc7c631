package dev.faultline.sim;

import dev.faultline.agent.Carriers;
import dev.faultline.core.Address;
import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.workload.Consistency;
import dev.faultline.sim.workload.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread and in simulated time. A program sets the world up: its nodes, the
 * system model and the properties. Then the world runs once. Its {@link Adversary} makes every
 * decision that could go another way.
 *
 * <p>Not thread-safe: one thread sets a world up and runs it. Worlds do not share anything, so
 * several may run at once.
 */
public final class World extends Script {
  /** The farthest from zero that monotonic clocks may begin: 2⁶² − 1 ns, some 146 years. */
  public static final Duration FARTHEST_ORIGIN = Duration.ofNanos((1L << 62) - 1);

  private static final String TIMES_UNTRIED =
      "how long things take was not tried: the program asks for the world's time";

  private List<Clients<?, ?>> clients = Collections.emptyList();

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

  /** Declares an outcome of this run; an exhaustive search lists all of them. */
  public void outcome(String name) {
    outcomes = Lazily.with(outcomes, name);
  }

  /** Declares the outcome of this run when it is over; null for none. */
  public World outcome(Supplier<@Nullable String> atEnd) {
    notStarted("outcome");
    outcomesAtEnd = Lazily.with(outcomesAtEnd, atEnd);
    return this;
  }

  /** Tells guided strategies something about the whole world's state, and the trace with it. */
  public void signal(String name, long value) {
    kernel.remarks().signal("world", name, value);
  }

  /** A new, empty record of the operations of clients. */
  public <I, O> ClientOperations<I, O> operations() {
    return operations("the program's own clients");
  }

  <I, O> ClientOperations<I, O> operations(String callers) {
    notStarted("operations");
    ClientOperations<I, O> operations = new ClientOperations<>(kernel, adversary, callers);
    recorded = Lazily.with(recorded, operations);
    return operations;
  }

  /**
   * Adds clients called {@code client-1}, {@code client-2} and so on, which use objects of a kind
   * and record the answers. Configure their operations and servers on the result.
   */
  public <I, O> Clients<I, O> clients(int count, Kind<I, O> kind) {
    return clients(count, "client", kind);
  }

  /** Adds such clients called {@code prefix-1}, {@code prefix-2} and so on. */
  public <I, O> Clients<I, O> clients(int count, String prefix, Kind<I, O> kind) {
    notStarted("clients");
    Clients<I, O> added = new Clients<>(this, count, prefix, kind);
    clients = Lazily.with(clients, added);
    return added;
  }

  /**
   * The history of the clients must fit the model of their object. It is judged like any {@link
   * #check(String, Supplier)}.
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
    digests = Lazily.with(digests, digest);
    return this;
  }

  // --- while it runs ---

  /**
   * Simulated time since the start, in nanoseconds. An exhaustive search does not try how long
   * things take, and is no proof where a program asks for this.
   */
  public long nowNanos() {
    kernel.adversary().untried(TIMES_UNTRIED);
    return kernel.now();
  }

  /** Whether the world has healed: no further fault occurs. */
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
   * Ends the world after the present step. This is the program's own end, so properties of the end
   * are judged. The world is inconclusive if an {@code eventually} that has not come true, an
   * {@code eventuallyAlways}, or a {@code leadsTo} whose effect has not come could not be judged
   * before.
   */
  public void stop() {
    kernel.stop();
  }

  /** How many events were pending when the run ended; 0 if nothing was left to happen. */
  public int waiting() {
    return kernel.waiting();
  }

  // --- running ---

  /**
   * Runs the world to its end. A world runs once. Where the agent is present it runs on a carrier:
   * the current thread, if that is one, or one that is started for it.
   *
   * @throws ModelException when clients have no servers or no operations
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
