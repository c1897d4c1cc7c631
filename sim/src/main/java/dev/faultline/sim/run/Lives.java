package dev.faultline.sim.run;

import dev.faultline.agent.Machine;
import dev.faultline.agent.Machines;
import dev.faultline.core.Fault.Crash.Extent;
import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.content.TraceHash;
import dev.faultline.sim.disk.SimDisk;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Timeline;
import dev.faultline.sim.net.Links;
import dev.faultline.sim.node.ClockRate;
import dev.faultline.sim.node.MachineHost;
import dev.faultline.sim.node.Preemption;
import dev.faultline.sim.node.SimBlockingEnv;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.node.SimRandom;
import dev.faultline.sim.node.Survivors;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.TraceEvent.LostOperation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lives of nodes: they start, crash, stand still, and run slower or by another clock. */
public final class Lives {
  private static final long DEFAULT_ORIGIN = Duration.ofDays(10).toNanos();

  private final Kernel kernel;
  private final Adversary adversary;
  private final Steps steps;
  private final Timeline timeline;
  private final EventQueue queue;
  private final List<SimNode> nodes;
  private final Links links;
  private final TraceHash hash;
  private final boolean hashing;

  /** Where incarnations get their JDK from; null in a JVM without the agent. */
  private @Nullable Machines machines;

  /** Whether threads take turns inside their code; null as long as no machine is booted. */
  private @Nullable Preemption preemption;

  private long origin = DEFAULT_ORIGIN;

  Lives(Kernel kernel, Adversary adversary, Steps steps, boolean hashing) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.steps = steps;
    this.timeline = kernel.timeline();
    this.queue = timeline.queue();
    this.nodes = kernel.nodes();
    this.links = kernel.links();
    this.hash = kernel.hash();
    this.hashing = hashing;
  }

  public void machines(Machines machines, Preemption preemption) {
    this.machines = machines;
    this.preemption = preemption;
  }

  boolean hasMachines() {
    return machines != null;
  }

  public boolean preempts(SimNode node) {
    return preemption != null && preemption.strikes(node);
  }

  /** Whether the adversary orders what threads touch, and time does not. */
  public boolean ordersAccesses() {
    return preemption != null && preemption.orders();
  }

  /** How far from zero a monotonic clock begins at most, either way. */
  public void monotonicOrigin(long nanos) {
    origin = nanos;
  }

  public void start(SimNode node) {
    if (node.up()) {
      throw new SimulationBug(node.name + " was started while it was up", kernel.now());
    }
    node.incarnation++;
    node.answersWithoutProcess = false;
    SimRandom random =
        new SimRandom(adversary, Subjects.incarnation(node.subject, node.incarnation));
    node.clock.boot();
    kernel.starting(node);
    SimEnv env = boot(node, random);
    if (hashing) {
      hash.add(kernel.now(), node.index, node.incarnation);
    }
    kernel.trace(new TraceEvent.Started(kernel.now(), node.name, node.incarnation));
    node.env = env;
    node.random = random;
    node.busyUntil = 0;
    kernel.running(node);
    try {
      @Nullable Machine entered = node.enter();
      try {
        Node instance = kernel.factories().make(node);
        node.instance = instance;
        node.speaker = speaker(node, instance);
        node.speaker.start(env);
      } finally {
        SimNode.leave(entered);
      }
    } catch (Throwable thrown) {
      steps.threw(node, env, thrown);
    }
    steps.done(node);
  }

  /** Asked for at a clock's first reading, also where it can only be 0: see {@link SimClock}. */
  public long monotonicOrigin(SimNode node) {
    long choice =
        adversary.choose(
            Decision.MONOTONIC_ORIGIN,
            Subjects.incarnation(node.subject, node.incarnation),
            0,
            Math.max(1, 2 * origin));
    // The lower the number, the nearer to zero.
    return (choice & 1) == 0 ? choice >> 1 : -(choice + 1 >> 1);
  }

  private SimEnv boot(SimNode node, SimRandom random) {
    if (machines == null) {
      return new SimEnv(kernel, node, random);
    }
    MachineHost host = new MachineHost(kernel, node, random);
    long identities =
        adversary.choose(
            Decision.IDENTITIES, Subjects.incarnation(node.subject, node.incarnation), 0, 0);
    Machine machine = machines.boot(node.name, identities, host);
    node.machine = machine;
    if (node.blocking && preemption != null) {
      preemption.boot(machine);
      if (kernel.actsOrLooks()) {
        machine.callBack();
      }
    }
    return node.blocking
        ? new SimBlockingEnv(kernel, node, random, machine, host)
        : new SimEnv(kernel, node, random);
  }

  /**
   * The process or the machine of a node crashes.
   *
   * @param extent which of them
   */
  public void crash(SimNode node, Extent extent) {
    end(
        node,
        switch (extent) {
          case EITHER -> machineLives(node);
          case PROCESS -> true;
          case MACHINE -> false;
        },
        false);
  }

  /** The process ends as the program has planned, and its machine keeps what it wrote. */
  public void stop(SimNode node) {
    end(node, true, true);
  }

  private void end(SimNode node, boolean machineLives, boolean planned) {
    if (!node.up()) {
      throw new SimulationBug(node.name + " crashed while it was down", kernel.now());
    }
    List<String> lost =
        machineLives || !node.hasStore()
            ? List.of()
            : node.store().crash(Survivors.of(adversary, node));
    List<LostOperation> lostOnDisk = crashDisk(node, machineLives);
    node.syncs.failNoMore();
    node.clock.stepOver();
    if (machineLives && kernel.uses().connections()) {
      node.answersWithoutProcess = true;
      if (node.env != null) {
        node.env.processDied();
      }
    }
    node.instance = null;
    node.speaker = null;
    node.env = null;
    if (node.machine != null) {
      node.machine.halt();
      node.machine = null;
    }
    if (hashing) {
      hash.add(kernel.now(), -node.index, lost.size() + LostOperation.taken(lostOnDisk));
    }
    kernel.trace(
        new TraceEvent.Crashed(
            kernel.now(), node.name, node.incarnation, lost, lostOnDisk, planned));
    dropBacklog(node);
  }

  private static List<LostOperation> crashDisk(SimNode node, boolean machineLives) {
    SimDisk disk = node.disk;
    if (disk == null) {
      return List.of();
    }
    if (machineLives) {
      disk.processDied();
      return List.of();
    }
    return disk.crash();
  }

  /**
   * Whether only the process crashes. Its operating system then still has what it wrote, durable or
   * not; asked where somebody could tell the difference. Most crashes with unsynced writes are
   * those of machines, since these lose them.
   */
  private boolean machineLives(SimNode node) {
    if (!kernel.uses().connections() && !node.unsynced()) {
      return false;
    }
    long bound = kernel.uses().connections() ? 2 : 3;
    return adversary.choose(Decision.MACHINE_LIVES, node.subject, node.incarnation, bound) == 1;
  }

  private void dropBacklog(SimNode node) {
    while (!node.backlog.isEmpty()) {
      int slot = node.backlog.take();
      long meta = queue.meta(slot);
      Object payload = queue.payload(slot);
      if (EventMeta.kind(meta) == EventMeta.DELIVERY && payload != null) {
        SimNode from = nodes.get(EventMeta.from(meta));
        links.lose(links.link(from, node), queue.extra(slot), payload, LossReason.RECEIVER_DOWN);
      }
      queue.free(slot);
    }
    node.busyUntil = 0;
    node.atWorkUntil = 0;
    node.readinessChanged();
  }

  /** Stands still: whatever comes from now on waits until {@link #resume}. */
  public void pause(SimNode node) {
    node.pauses++;
    node.readinessChanged();
  }

  /** Goes on, with what came in the meantime, in its order. */
  public void resume(SimNode node) {
    node.pauses--;
    steps.readinessChanged(node);
  }

  /** From now on the node's clocks run at another rate; its timers stay due on its own clock. */
  public void drift(SimNode node, long ppm) {
    ClockRate before = node.clock.rate();
    if (before.ppm() == ppm) {
      return;
    }
    node.clock.drift(ppm);
    timeline.retime(
        node.index,
        time -> time == Long.MAX_VALUE ? time : node.clock.retimed(before.localAt(time)));
  }

  /** From now on the node's twin speaks in its place, or it speaks for itself again. */
  public void arbitrary(SimNode node, boolean arbitrary) {
    if (node.arbitrary == arbitrary) {
      return;
    }
    node.arbitrary = arbitrary;
    Node instance = node.instance;
    if (instance != null) {
      try {
        node.speaker = speaker(node, instance);
      } catch (Throwable thrown) {
        steps.nodeThrew(node, thrown);
      }
    }
  }

  private static Node speaker(SimNode node, Node instance) {
    return node.arbitrary && node.twin != null ? node.twin.apply(instance) : instance;
  }

  /** From now on each step takes {@code stepNanos}, and the present one no longer than that. */
  public void slow(SimNode node, long stepNanos) {
    node.stepNanos = stepNanos;
    node.busyUntil =
        Math.max(node.atWorkUntil, Math.min(node.busyUntil, SimTime.plus(kernel.now(), stepNanos)));
    steps.readinessChanged(node);
  }
}
