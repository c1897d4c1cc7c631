package dev.faultline.sim;

import dev.faultline.agent.Agent;
import dev.faultline.agent.Machines;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.fault.ByHand;
import dev.faultline.sim.fault.Changes;
import dev.faultline.sim.fault.FaultBoard;
import dev.faultline.sim.fault.FaultOpportunities;
import dev.faultline.sim.fault.FaultPoints;
import dev.faultline.sim.fault.ModelGuard;
import dev.faultline.sim.node.NodeLogs;
import dev.faultline.sim.node.Preemption;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.order.OrderedLoop;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.run.RealUse;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.user.UserCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one run of a world that a program has declared. */
final class WorldRun {
  private final Script world;
  private final Kernel kernel;
  private final Adversary adversary;
  private final Monitors monitors;

  WorldRun(Script world) {
    this.world = world;
    this.kernel = world.kernel;
    this.adversary = world.adversary;
    this.monitors = world.monitors;
  }

  WorldResult run() {
    boolean remembered = NodeLogs.running(kernel);
    try {
      return runWithLogs();
    } finally {
      if (remembered) {
        NodeLogs.over();
      }
    }
  }

  private WorldResult runWithLogs() {
    if (!Agent.isPresent()) {
      try (RealUse real = new RealUse(kernel)) {
        return runToItsEnd(real, null);
      }
    }
    try (Machines machines = Machines.open()) {
      kernel.lives().machines(machines, new Preemption(adversary, world.interleaving));
      return runToItsEnd(null, machines);
    }
  }

  /**
   * Runs the world.
   *
   * @param real null where nothing can be real
   * @param machines null without the agent
   */
  private WorldResult runToItsEnd(@Nullable RealUse real, @Nullable Machines machines) {
    ModelGuard guard = new ModelGuard(kernel, world.model);
    if (world.model.failures().kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0
        && world.model.failures().maxFaulty() > 0) {
      kernel.factories().recovering();
    }
    FaultBoard faults = new FaultBoard(kernel, guard);
    world.byHand = new ByHand(kernel, adversary, faults, guard);
    world.changes =
        new Changes(kernel, adversary, faults, guard, SimTime.saturatedNanos(world.startSpread));
    world.messages.start(world.model, faults.own()::add);
    world.network.use();
    FaultRates rates = adversary.rates();
    long end = SimTime.saturatedNanos(world.options.duration());
    long neverHeals = Long.MAX_VALUE;
    kernel
        .links()
        .start(
            world.model,
            rates,
            faults.linkFaults(),
            world.healAfter == null ? neverHeals : SimTime.saturatedNanos(world.healAfter));
    long healAt = world.healAfter == null ? end : SimTime.saturatedNanos(world.healAfter);
    startNodes(guard);
    scheduleHealing(faults, end, healAt);
    for (Declarations.Scripted each : world.scripted) {
      kernel
          .schedule()
          .control(SimTime.saturatedNanos(each.time()), () -> strike(faults, guard, each.fault()));
    }
    FaultOpportunities opportunities =
        new FaultOpportunities(kernel, adversary, guard, faults, world.model, healAt);
    opportunities.start(rates);
    kernel.points(new FaultPoints(kernel, adversary, faults, opportunities, healAt));
    kernel.disks().syncTime(world.syncTime == null ? world.defaultSyncTime() : world.syncTime);
    kernel.disks().setup(world.diskSetup());
    kernel.disks().model(world.model.disk());
    kernel.disks().healAt(healAt);
    if (adversary.order() != EventOrder.TIME) {
      kernel.orderedBy(
          new OrderedLoop(
              kernel, adversary, opportunities, rates.faultInterval().isZero(), healAt));
    }
    if (!kernel.run(SimTime.saturatedNanos(world.options.until()), world.options.maxEvents())) {
      monitors.inconclusive(
          "the world did not end within "
              + world.options.maxEvents()
              + " events; it had reached "
              + SimTime.text(kernel.now())
              + " of simulated time");
    }
    if (real != null) {
      real.over();
    }
    // What looks at the run that is over strikes nobody.
    world.byHand = null;
    world.changes = null;
    kernel.factories().over();
    if (!monitors.violated() && monitors.inconclusive() == null) {
      monitors.atEnd(world.cameToItsEnd());
    }
    if (world.cameToItsEnd()) {
      for (Supplier<@Nullable String> outcome : world.outcomesAtEnd) {
        String name = asked("an outcome", outcome);
        if (name != null) {
          world.outcomes = Lazily.with(world.outcomes, name);
        }
      }
    }
    for (Supplier<String> digest : world.digests) {
      String text = asked("a digest", digest);
      if (text != null) {
        kernel.hash().add(text);
      }
    }
    if (kernel.stopped() && !monitors.violated()) {
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
        reached(),
        List.copyOf(world.outcomes),
        kernel.hash().contents().unhashed(),
        kernel.factories().outliving(),
        real == null ? List.of() : real.told(),
        machines == null ? List.of() : machines.deadlocks(),
        machines == null ? List.of() : waiting(machines),
        kernel.chances().counts(),
        faults.own().counts());
  }

  private Map<String, Boolean> reached() {
    return Answered.added(world.messages.reached(monitors.reached()), world.recorded);
  }

  /** What threads wait for in vain, where a property shows that they should not. */
  private List<String> waiting(Machines machines) {
    if (!monitors.violated() || !kernel.still()) {
      return List.of();
    }
    List<String> waiting = machines.waiting();
    if (!waiting.isEmpty()) {
      kernel.trace(
          new TraceEvent.Remarked(
              kernel.now(),
              "world",
              "nothing can happen on any node any more, and " + String.join(", ", waiting)));
    }
    return waiting;
  }

  private <T> @Nullable T asked(String what, Supplier<? extends @Nullable T> question) {
    try {
      return question.get();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      if (world.cameToItsEnd()) {
        monitors.programThrew(what, thrown, Violation.Judged.AT_END);
      }
      return null;
    }
  }

  private void startNodes(ModelGuard guard) {
    for (SimNode node : kernel.nodes()) {
      if (!node.member) {
        node.clock.uncertainty(world.clockOffset.toNanos(), driftBoundPpm());
        continue;
      }
      boolean left = leftOut(node, guard);
      Duration late = left && !node.client && !node.crashedBeforeItsStart ? world.healAfter : null;
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
                  Math.max(1, SimTime.saturatedNanos(world.startSpread)));
      if (!node.client) {
        long range = world.clockOffset.toNanos();
        node.clock.uncertainty(range, driftBoundPpm());
      }
      kernel
          .schedule()
          .control(
              delay,
              () -> {
                if (node.member && !node.up() && node.incarnation == 0) {
                  kernel.lives().start(node);
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
    return world.model.synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var ppm)
        ? ppm
        : 0;
  }

  private void scheduleHealing(FaultBoard faults, long end, long healAt) {
    if (!world.deadlines.isEmpty()) {
      requireLivenessMakesSense(end, healAt);
    }
    if (world.healAfter == null) {
      return;
    }
    kernel
        .schedule()
        .control(
            healAt,
            () -> {
              // First, so that the model's bound holds for what ending faults let go.
              kernel.heal();
              faults.heal();
              kernel.trace(new TraceEvent.Healed(kernel.now()));
              monitors.healed();
            });
    for (Declarations.Deadline deadline : world.deadlines) {
      Runnable expire = deadline.expire();
      if (expire != null) {
        kernel
            .schedule()
            .control(SimTime.plus(healAt, SimTime.saturatedNanos(deadline.afterHeal())), expire);
      }
    }
  }

  private void requireLivenessMakesSense(long end, long healAt) {
    Declarations.Deadline first = world.deadlines.getFirst();
    if (world.model.synchrony() instanceof Synchrony.Asynchronous) {
      throw new ModelException(
          "eventually '"
              + first.name()
              + "': in the asynchronous model no deadline can be promised (FLP); declare a"
              + " partially synchronous or synchronous model");
    }
    if (world.healAfter == null) {
      throw new ModelException(
          "eventually '"
              + first.name()
              + "' needs healAfter: set the time from which on no new fault strikes");
    }
    for (Declarations.Deadline deadline : world.deadlines) {
      if (SimTime.plus(healAt, SimTime.saturatedNanos(deadline.afterHeal())) > end) {
        throw new ModelException(
            "eventually '"
                + deadline.name()
                + "' is due "
                + deadline.afterHeal()
                + " after healing at "
                + world.healAfter
                + ", but the world ends at "
                + world.options.duration());
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
}
