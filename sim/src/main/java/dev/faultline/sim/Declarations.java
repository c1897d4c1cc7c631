package dev.faultline.sim;

import dev.faultline.agent.Agent;
import dev.faultline.check.Evidence;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.jvm.Jvm;
import dev.faultline.jvm.Jvms;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.fault.ByHand;
import dev.faultline.sim.net.Liar;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.setup.Interleaving;
import dev.faultline.sim.setup.Lies;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a program says of its world before it runs: its nodes, the system model, times and the
 * network.
 */
abstract sealed class Declarations permits Properties {
  /** Clocks are not farther off than this at the start, so that they do not come full circle. */
  private static final Duration MOST_OFFSET = Duration.ofDays(36_500);

  final Adversary adversary;
  final WorldOptions options;
  final Network network = new Network();
  final Monitors monitors;
  final Kernel kernel;
  final List<Deadline> deadlines = new ArrayList<>();
  final List<ClientOperations<?, ?>> recorded = new ArrayList<>();
  final List<String> outcomes = new ArrayList<>();
  final List<Supplier<String>> digests = new ArrayList<>();
  final List<Supplier<@Nullable String>> outcomesAtEnd = new ArrayList<>();

  SystemModel model = SystemModel.partiallySynchronous();
  Interleaving interleaving = Interleaving.NONE;
  Duration startSpread = Duration.ofMillis(1);
  Duration clockOffset = Duration.ofMillis(5);

  /** In nanoseconds; null until told. */
  @Nullable Long syncTime;

  /** Null until told. */
  private @Nullable DiskSetup diskSetup;

  @Nullable Duration healAfter;
  boolean started;

  /** Null until the world runs. */
  @Nullable ByHand byHand;

  final List<Scripted> scripted = new ArrayList<>();
  private final Jvms jvms = new Jvms();

  /** Something promised for so long after healing; without {@code expire} others look at it. */
  record Deadline(String name, Duration afterHeal, @Nullable Runnable expire) {}

  record Scripted(Duration time, Fault fault) {}

  /** An empty world. */
  Declarations(Adversary adversary, WorldOptions options) {
    this.adversary = adversary;
    this.options = options;
    this.monitors = new Monitors(new View(), options.explained());
    this.kernel = new Kernel(adversary, network, options.traceHash(), options.tracer(), monitors);
  }

  abstract World self();

  /**
   * The assumptions that bound the adversary; partial synchrony without any failure until told
   * otherwise.
   */
  public World model(SystemModel model) {
    notStarted("model");
    this.model = model;
    return self();
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
   * @param factory makes each incarnation, a new object each time: {@link World#run} throws {@link
   *     ModelException} when it returns one that it returned before. Called on the world's thread
   * @throws IllegalArgumentException when the name is taken, or has other characters
   */
  public <T extends Node> NodeHandle<T> node(String name, Supplier<? extends T> factory) {
    return new NodeHandle<>(add(name, false, factory));
  }

  /** Adds {@code count} nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public <T extends Node> NodeGroup<T> nodes(
      int count, String prefix, Supplier<? extends T> factory) {
    return group(count, prefix, name -> node(name, factory));
  }

  /** Adds a node for each of these names. */
  public <T extends Node> NodeGroup<T> nodes(
      List<String> names, Function<String, ? extends T> factory) {
    List<NodeHandle<T>> added = new ArrayList<>();
    for (String name : names) {
      added.add(node(name, () -> factory.apply(name)));
    }
    return new NodeGroup<>(added);
  }

  private static <T> NodeGroup<T> group(
      int count, String prefix, Function<String, NodeHandle<T>> node) {
    List<NodeHandle<T>> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(node.apply(prefix + "-" + i));
    }
    return new NodeGroup<>(added);
  }

  /**
   * Adds a node that belongs to the experiment and not to the system: it never crashes, pauses or
   * lies, and its clock is right; its messages travel like all others, but no partition separates
   * it from anybody.
   */
  public <T extends Node> NodeHandle<T> client(String name, Supplier<? extends T> factory) {
    return new NodeHandle<>(add(name, true, factory));
  }

  /**
   * Adds a node that is straight-line code and may block.
   *
   * @param body run once for each incarnation, in a virtual thread of the node's
   * @throws IllegalArgumentException when the name is taken
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   */
  public Address blockingNode(String name, BlockingNode body) {
    return addBlocking(name, false, () -> new BlockingProcess(body)).address;
  }

  /**
   * Adds a node that is straight-line code and may block, with an object that properties look at.
   *
   * @param state makes that object, a new one for each incarnation
   * @param body run once for each incarnation, in a virtual thread of the node's
   * @throws IllegalArgumentException when the name is taken
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   */
  public <S> NodeHandle<S> blockingNode(
      String name, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return new NodeHandle<>(addBlocking(name, false, process(state, body)));
  }

  /** Adds {@code count} blocking nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public List<Address> blockingNodes(int count, String prefix, BlockingNode body) {
    List<Address> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(blockingNode(prefix + "-" + i, body));
    }
    return List.copyOf(added);
  }

  /** Adds {@code count} blocking nodes with states called {@code prefix-1} and so on. */
  public <S> NodeGroup<S> blockingNodes(
      int count, String prefix, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return group(count, prefix, name -> blockingNode(name, state, body));
  }

  /** Adds a client, like {@link #client}, that is straight-line code and may block. */
  public Address blockingClient(String name, BlockingNode body) {
    return addBlocking(name, true, () -> new BlockingProcess(body)).address;
  }

  /** Adds a client that may block, with an object that properties look at. */
  public <S> NodeHandle<S> blockingClient(
      String name, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return new NodeHandle<>(addBlocking(name, true, process(state, body)));
  }

  /**
   * Begins to add a node that is a Java program as it is, not written for worlds; {@link Jvm#main}
   * adds it.
   *
   * @param name of letters, digits and characters of {@link dev.faultline.core.Names#ALLOWED}
   */
  public Jvm jvm(String name) {
    notStarted("jvm");
    return jvms.add(name, program -> blockingNode(name, program));
  }

  private static <S> Supplier<Node> process(
      Supplier<? extends S> state, BlockingBody<? super S> body) {
    return () -> {
      S made = state.get();
      return new BlockingProcess(env -> body.run(env, made), made);
    };
  }

  private SimNode addBlocking(String name, boolean client, Supplier<? extends Node> process) {
    Agent.require();
    SimNode node = add(name, client, process);
    node.blocking = true;
    return node;
  }

  private SimNode add(String name, boolean client, Supplier<? extends Node> factory) {
    notStarted("node");
    return kernel.add(name, client, factory);
  }

  /**
   * Gives a node a twin, who speaks in its place while the adversary makes it arbitrary.
   *
   * @param twin makes the twin of the running, honest incarnation, which it may ask
   */
  public World twin(Address node, UnaryOperator<Node> twin) {
    notStarted("twin");
    kernel.node(node).twin = twin;
    return self();
  }

  /**
   * Lets a node lie to others while the adversary makes it arbitrary: the stock twin of any node,
   * however it is written.
   */
  public World lies(Address node, Lies lies) {
    notStarted("lies");
    kernel.node(node).liar = new Liar(adversary, lies);
    return self();
  }

  /** How far apart the nodes' starts lie at most; 1 ms until told otherwise. */
  public World startSpread(Duration spread) {
    notStarted("startSpread");
    SimTime.nanos(spread, "startSpread");
    startSpread = spread;
    return self();
  }

  /** How much later than asked for a timer may fire; 50 µs until told otherwise. */
  public World timerLateness(Duration lateness) {
    notStarted("timerLateness");
    kernel.schedule().timerLateness(SimTime.most(lateness, "timerLateness"));
    return self();
  }

  /**
   * How long a thread of a blocking node may have to wait for its turn when it can go on, which is
   * also how far the adversary may change the order of such threads; 10 µs until told otherwise.
   * With zero they go on in the order in which they could.
   */
  public World threadLateness(Duration lateness) {
    notStarted("threadLateness");
    kernel.schedule().threadLateness(SimTime.most(lateness, "threadLateness"));
    return self();
  }

  /**
   * Where the threads of blocking nodes may take turns inside their code; {@link Interleaving#NONE}
   * by default. Rewrites the classes that are meant, once in a JVM; costs some tens of nanoseconds
   * at each place that a thread comes to.
   */
  public World interleave(Interleaving interleaving) {
    notStarted("interleave");
    this.interleaving = interleaving;
    return self();
  }

  /**
   * How long a sync of a node's {@link dev.faultline.core.Store} takes at most; 1 ms until told
   * otherwise, and no time in a synchronous model, whose bounds would have to allow for it.
   */
  public World syncTime(Duration most) {
    notStarted("syncTime");
    syncTime = SimTime.most(most, "syncTime");
    return self();
  }

  /**
   * How far from zero the monotonic clock of an incarnation begins at most, either way; 10 days
   * until told otherwise. With zero all of them show simulated time, as far as they do not drift.
   *
   * @param most up to {@link #FARTHEST_ORIGIN}
   */
  public World monotonicOrigin(Duration most) {
    notStarted("monotonicOrigin");
    if (most.isNegative() || most.compareTo(World.FARTHEST_ORIGIN) > 0) {
      throw new IllegalArgumentException(
          "monotonicOrigin is " + most + ", expected zero to World.FARTHEST_ORIGIN, 2^62 - 1 ns");
    }
    kernel.lives().monotonicOrigin(most.toNanos());
    return self();
  }

  /**
   * What the disks of nodes are, those of {@link dev.faultline.core.Env#disk}; {@link
   * DiskSetup#DEFAULT} by default, without a limit of throughput in a synchronous model.
   */
  public World disk(DiskSetup setup) {
    notStarted("disk");
    diskSetup = setup;
    return self();
  }

  /** What the disk of one node is. */
  public World disk(Address node, DiskSetup setup) {
    notStarted("disk");
    kernel.node(node).diskSetup = setup;
    return self();
  }

  DiskSetup diskSetup() {
    if (diskSetup != null) {
      return diskSetup;
    }
    return model.synchrony() instanceof Synchrony.Synchronous
        ? DiskSetup.DEFAULT.withBytesPerSecond(0)
        : DiskSetup.DEFAULT;
  }

  long defaultSyncTime() {
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
    return self();
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
    return self();
  }

  /**
   * Whether the run was not cut short, so that how it ended means something. It is the same rule
   * for a whole run and for one that is to end at some time: a world that has stopped, or has come
   * to rest, has ended, whatever time was left.
   */
  boolean cameToItsEnd() {
    return !kernel.cut()
        && (kernel.stopped()
            || kernel.waiting() == 0
            || options.until().equals(options.duration()));
  }

  final void notStarted(String what) {
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
    public void after(long nanos, Runnable action) {
      kernel.schedule().control(SimTime.plus(kernel.now(), nanos), action);
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
