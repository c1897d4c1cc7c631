package dev.faultline.sim.fault;

import dev.faultline.core.DiskModel;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.disk.SimDisk;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import java.util.List;

/**
 * Holds the adversary to the system model. {@link #whyIllegal} says before a fault strikes whether
 * it may; {@link #assertWithin} counts again afterwards, from the state of the nodes alone.
 */
public final class ModelGuard {
  /** As fast or slow as a clock can be that does not stop or go back. */
  private static final long ANY_DRIFT_PPM = 999_999;

  private final Kernel kernel;
  private final SystemModel model;

  public ModelGuard(Kernel kernel, SystemModel model) {
    this.kernel = kernel;
    this.model = model;
  }

  /** Why {@code fault} may not strike now, or an empty string when it may. */
  public String whyIllegal(Fault fault) {
    if (kernel.healed()) {
      return "the world has healed";
    }
    return switch (fault) {
      case Fault.Partition p -> cut(p.groups().stream().flatMap(List::stream).toList());
      case Fault.Flapping f -> cut(List.of(f.from(), f.to()));
      case Fault.LinkLoss l -> loss(l);
      case Fault.LinkDelay d -> known(d.from(), d.to());
      case Fault.Crash c -> crash(c);
      case Fault.Pause p -> pause(p.node());
      case Fault.Slow s -> slow(s);
      case Fault.SendOmission o -> omission(o.node());
      case Fault.ReceiveOmission o -> omission(o.node());
      case Fault.ClockJump j -> jump(j.node());
      case Fault.ClockDrift d -> drift(d.node(), d.ppm());
      case Fault.Arbitrary a -> arbitrary(a.node());
      case Fault.SyncFailure f -> syncFailure(f.node());
      case Fault.Disk d -> disk(d);
    };
  }

  private boolean synchronous() {
    return model.synchrony() instanceof Synchrony.Synchronous;
  }

  private String known(String... names) {
    for (String name : names) {
      if (!kernel.knows(name)) {
        return "there is no node '" + name + "'";
      }
    }
    return "";
  }

  /** The fault needs a node, and one that belongs to the system under test. */
  private String server(String name) {
    String why = known(name);
    return why.isEmpty() && kernel.node(name).client ? name + " is a client" : why;
  }

  private String runningServer(String name) {
    String why = server(name);
    return why.isEmpty() && !kernel.node(name).up() ? name + " is down" : why;
  }

  private String cut(List<String> names) {
    for (String name : names) {
      String why = server(name);
      if (!why.isEmpty()) {
        return why;
      }
    }
    return synchronous() ? "messages arrive within a known bound" : "";
  }

  private String loss(Fault.LinkLoss loss) {
    String why = known(loss.from(), loss.to());
    return why.isEmpty() && !model.links().loss() ? "links lose nothing" : why;
  }

  private String timing(String name) {
    String why = runningServer(name);
    return why.isEmpty() && synchronous() ? "processes keep to a known speed" : why;
  }

  private String slow(Fault.Slow slow) {
    String why = runningServer(slow.node());
    if (!why.isEmpty() || !(model.synchrony() instanceof Synchrony.Synchronous bounds)) {
      return why;
    }
    long most = (long) ((bounds.maxSlowdown() - 1) * kernel.schedule().timerLateness());
    long all =
        SimTime.plus(kernel.node(slow.node()).stepNanos, SimTime.saturatedNanos(slow.perStep()));
    return all > most
        ? "processes keep to a known speed: steps take at most " + most + " ns longer"
        : "";
  }

  private String pause(String name) {
    String why = timing(name);
    return why.isEmpty() && kernel.node(name).pauses > 0 ? name + " is paused" : why;
  }

  private String crash(Fault.Crash crash) {
    String why = runningServer(crash.node());
    if (!why.isEmpty()) {
      return why;
    }
    FailureModel.Kind kind = model.failures().kind();
    boolean recovers = !crash.duration().equals(Fault.FOREVER);
    if (recovers && kind.compareTo(FailureModel.Kind.CRASH_RECOVERY) < 0) {
      return "processes that stop do not come back";
    }
    why = roomForOneMore(kernel.node(crash.node()));
    int forGood = model.failures().maxForGood();
    if (!why.isEmpty() || recovers || goneForGood() < forGood) {
      return why;
    }
    return forGood == 0
        ? "the model has every process come back"
        : forGood + " processes have crashed for good already";
  }

  /**
   * Whether any node may come up as late as the world heals: it is slow then, which takes a model
   * that bounds no speed, and what is sent to it meanwhile gets lost.
   */
  public boolean mayComeUpLate() {
    return !synchronous() && model.links().loss();
  }

  /** Whether no process comes back that has stopped. */
  boolean neverRestarts() {
    return model.failures().kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) < 0
        || model.failures().maxFaulty() == 0;
  }

  /** Whether a node may be down now for a while. */
  boolean mayBeDown(SimNode node) {
    return roomForOneMore(node).isEmpty();
  }

  /** Whether a node may crash for good before it takes a step. */
  public boolean mayCrashBeforeItsStart(SimNode node) {
    return goneForGood() < model.failures().maxForGood() && roomForOneMore(node).isEmpty();
  }

  private String omission(String name) {
    String why = server(name);
    if (!why.isEmpty()) {
      return why;
    }
    if (model.failures().kind().compareTo(FailureModel.Kind.OMISSION) < 0) {
      return "processes do not omit to send or receive";
    }
    return roomForOneMore(kernel.node(name));
  }

  private String jump(String name) {
    String why = server(name);
    return why.isEmpty() && synchronous() ? "clocks keep to a known bound" : why;
  }

  private String drift(String name, long ppm) {
    String why = server(name);
    return why.isEmpty() && Math.abs(ppm) > maxDriftPpm()
        ? "clocks drift by at most " + maxDriftPpm() + " ppm"
        : why;
  }

  /** The most that a clock may drift, all faults together. */
  long maxDriftPpm() {
    return model.synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var maxPpm)
        ? maxPpm
        : ANY_DRIFT_PPM;
  }

  private String arbitrary(String name) {
    String why = server(name);
    if (!why.isEmpty()) {
      return why;
    }
    if (model.failures().kind() != FailureModel.Kind.ARBITRARY) {
      return "processes do not lie";
    }
    SimNode node = kernel.node(name);
    return !node.mayBeArbitrary() ? name + " has no twin" : roomForOneMore(node);
  }

  private String syncFailure(String name) {
    String why = runningServer(name);
    return why.isEmpty() && !model.disk().syncFailures() ? "syncs do not fail" : why;
  }

  private String disk(Fault.Disk fault) {
    String why = runningServer(fault.node());
    if (!why.isEmpty()) {
      return why;
    }
    DiskModel disks = model.disk();
    if (!disks.troubles().contains(fault.trouble())) {
      return "disks have no trouble of the kind " + fault.trouble();
    }
    SimNode node = kernel.node(fault.node());
    SimDisk disk = node.disk;
    // One that only hangs or is slow for a store holds nothing else that could be damaged.
    if (disk == null || !disk.isUsedForFiles()) {
      boolean waits = fault.trouble() == DiskTrouble.HANG || fault.trouble() == DiskTrouble.SLOW;
      return waits && node.wroteToStore() ? "" : fault.node() + " has no files";
    }
    return fault.trouble().damaging() && !disk.damaged() && damaged() >= disks.maxDamaged()
        ? disks.maxDamaged() + " disks are damaged already"
        : "";
  }

  private int damaged() {
    int damaged = 0;
    for (SimNode node : kernel.nodes()) {
      if (node.disk != null && node.disk.damaged()) {
        damaged++;
      }
    }
    return damaged;
  }

  private String roomForOneMore(SimNode node) {
    if (counts(node)) {
      return "";
    }
    int maxFaulty = model.failures().maxFaulty();
    return faulty() < maxFaulty ? "" : maxFaulty + " processes are faulty already";
  }

  /**
   * With recoverable failures a process counts while it is faulty; with others, from then on for
   * good. One that has not come up yet is not down, unless it never will.
   */
  private boolean counts(SimNode node) {
    if (node.client) {
      return false;
    }
    boolean now =
        (node.incarnation > 0 && !node.up() && node.member)
            || node.crashedBeforeItsStart
            || node.arbitrary
            || node.sendOmissionOdds != Odds.NEVER
            || node.receiveOmissionOdds != Odds.NEVER;
    return model.failures().kind() == FailureModel.Kind.CRASH_RECOVERY
        ? now
        : now || node.everFaulty;
  }

  private int goneForGood() {
    int gone = 0;
    for (SimNode node : kernel.nodes()) {
      if (node.crashedForGood || node.crashedBeforeItsStart) {
        gone++;
      }
    }
    return gone;
  }

  private int faulty() {
    int faulty = 0;
    for (SimNode node : kernel.nodes()) {
      if (counts(node)) {
        faulty++;
      }
    }
    return faulty;
  }

  /** Fails when more processes are faulty than the model allows. */
  public void assertWithin() {
    int faulty = faulty();
    if (faulty > model.failures().maxFaulty()) {
      throw new SimulationBug(
          faulty + " processes are faulty, but the model allows " + model.failures(), kernel.now());
    }
    int damaged = damaged();
    if (damaged > model.disk().maxDamaged()) {
      throw new SimulationBug(
          damaged + " disks are damaged, but the model allows " + model.disk(), kernel.now());
    }
  }
}
