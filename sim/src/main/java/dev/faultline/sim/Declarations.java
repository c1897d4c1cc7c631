package dev.faultline.sim;

import dev.faultline.check.Evidence;
import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.setup.Interleaving;
import dev.faultline.sim.setup.Network;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a program says of its world before it runs: the system model, times, disks and the network.
 */
abstract sealed class Declarations permits Nodes {
  /** Clocks are not farther off than this at the start, so that they do not come full circle. */
  private static final Duration MOST_OFFSET = Duration.ofDays(36_500);

  private static final Duration DEFAULT_START_SPREAD = Duration.ofMillis(1);
  private static final Duration DEFAULT_CLOCK_OFFSET = Duration.ofMillis(5);

  final Adversary adversary;
  final WorldOptions options;
  final Network network = new Network();
  final Monitors monitors;
  final Kernel kernel;
  List<Deadline> deadlines = Collections.emptyList();
  List<ClientOperations<?, ?>> recorded = Collections.emptyList();
  List<String> outcomes = Collections.emptyList();
  List<Supplier<String>> digests = Collections.emptyList();
  List<Supplier<@Nullable String>> outcomesAtEnd = Collections.emptyList();

  SystemModel model = SystemModel.partiallySynchronous();
  Interleaving interleaving = Interleaving.NONE;
  Duration startSpread = DEFAULT_START_SPREAD;
  Duration clockOffset = DEFAULT_CLOCK_OFFSET;

  /** In nanoseconds; null until it is set. */
  @Nullable Long syncTime;

  /** Null until it is set. */
  private @Nullable DiskSetup diskSetup;

  @Nullable Duration healAfter;
  boolean started;

  List<Scripted> scripted = Collections.emptyList();

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
   * The assumptions that limit the adversary. Default: partial synchrony, no failures, perfect
   * links.
   */
  public World model(SystemModel model) {
    notStarted("model");
    this.model = model;
    return self();
  }

  public SystemModel model() {
    return model;
  }

  /** The longest time for which this world runs. */
  public Duration duration() {
    return options.duration();
  }

  /**
   * The network, to be configured.
   *
   * @throws IllegalStateException when the world has started
   */
  public Network network() {
    notStarted("network");
    return network;
  }

  /** The most time between the starts of two nodes. Default: 1 ms. */
  public World startSpread(Duration spread) {
    notStarted("startSpread");
    SimTime.nanos(spread, "startSpread");
    startSpread = spread;
    return self();
  }

  /** How late a timer may fire. Default: 50 µs. */
  public World timerLateness(Duration lateness) {
    notStarted("timerLateness");
    kernel.schedule().timerLateness(SimTime.most(lateness, "timerLateness"));
    return self();
  }

  /**
   * The longest time for which a thread of a blocking node that can continue waits for its turn,
   * and so how far the adversary may reorder such threads. Default: 10 µs. With zero, threads
   * continue in the order in which they became ready.
   */
  public World threadLateness(Duration lateness) {
    notStarted("threadLateness");
    kernel.schedule().threadLateness(SimTime.most(lateness, "threadLateness"));
    return self();
  }

  /**
   * Where threads of blocking nodes may be switched inside their code. Default: {@link
   * Interleaving#NONE}. The classes concerned are rewritten once in a JVM; each place that a thread
   * reaches costs some tens of nanoseconds.
   */
  public World interleave(Interleaving interleaving) {
    notStarted("interleave");
    this.interleaving = interleaving;
    return self();
  }

  /**
   * The longest time that a sync of a node's {@link dev.faultline.core.Store} takes. Default: 1 ms,
   * or zero in a synchronous model, whose bounds would otherwise have to include it.
   */
  public World syncTime(Duration most) {
    notStarted("syncTime");
    syncTime = SimTime.most(most, "syncTime");
    return self();
  }

  /**
   * The largest distance from zero, in either direction, at which the monotonic clock of an
   * incarnation starts. Default: 10 days. With zero, monotonic clocks that do not drift show
   * simulated time.
   *
   * @param most up to {@link World#FARTHEST_ORIGIN}
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
   * The properties of the nodes' disks ({@link dev.faultline.core.Env#disk}). Default: {@link
   * DiskSetup#DEFAULT}, without a limit of throughput in a synchronous model.
   */
  public World disk(DiskSetup setup) {
    notStarted("disk");
    diskSetup = setup;
    return self();
  }

  /** The properties of one node's disk. */
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
   * The largest error of a node's wall clock at the start, in either direction. It is also the
   * uncertainty that the clock's readings report. Default: 5 ms.
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
   * When the adversary stops: active faults end, and no further fault occurs. In a partially
   * synchronous model this is the global stabilisation time, which the program under test does not
   * know. Default: never.
   *
   * @throws ModelException when the world ends before that time
   */
  public World healAfter(Duration time) {
    notStarted("healAfter");
    beforeTheEnd(time, "healAfter");
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

  /**
   * A time at which something is to happen, in nanoseconds.
   *
   * @throws ModelException when the world ends before it, so that it would never happen
   */
  final long beforeTheEnd(Duration time, String what) {
    long nanos = SimTime.nanos(time, what);
    if (time.compareTo(options.duration()) > 0) {
      throw new ModelException(
          what
              + " is "
              + SimTime.text(nanos)
              + ", but the world ends at "
              + SimTime.text(SimTime.saturatedNanos(options.duration()))
              + ": choose an earlier time, or let the world run longer");
    }
    return nanos;
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
    public String explanation(Evidence evidence) {
      String explanation = evidence.explanation();
      List<ClientOperations<?, ?>> those =
          recorded.size() == 1
              ? recorded
              : recorded.stream()
                  .filter(operations -> !operations.in(evidence.operations()).isEmpty())
                  .toList();
      return those.size() == 1 ? those.getFirst().named(explanation) : explanation;
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
