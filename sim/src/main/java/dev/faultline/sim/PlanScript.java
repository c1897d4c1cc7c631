package dev.faultline.sim;

import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.core.plan.Selector;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A fault plan as a world's script: its phases in simulated time, its faults by hand, its quiet
 * time after healing, its checks as properties.
 */
final class PlanScript {
  /**
   * So that one of two events at a time is first: who starts, what healing does not undo, and the
   * end of one phase's faults before the next one's.
   */
  static final Duration A_MOMENT = Duration.ofNanos(1);

  private static final double PPM = 1_000_000;
  private static final int MOST_DRAWS = 1 << 10;

  private final World world;
  private final FaultPlan plan;
  private final PlanAnswers answers;
  private final Set<String> struck = new LinkedHashSet<>();
  private final Set<String> leftDead = new LinkedHashSet<>();
  private final Set<String> unstruck = new LinkedHashSet<>();
  private final PlanEvidence evidence;
  private boolean striking;
  private long draws;

  PlanScript(World world, FaultPlan plan, PlanAnswers answers) {
    this.world = world;
    this.plan = plan;
    this.answers = answers;
    this.evidence = new PlanEvidence(world);
  }

  /**
   * Declares it.
   *
   * @throws ModelException where this world cannot do what the plan says, with every reason
   */
  void declare() {
    // Everybody has started by then.
    Duration begin = world.startSpread.plus(A_MOMENT);
    declare(begin, new PlanRefusals(world, plan, answers).reasons(begin));
  }

  /**
   * Declares it in a world whose program has declared its own already.
   *
   * @param another whether the program plays a plan itself
   * @throws ModelException as above, also with what the model rules out
   */
  void declareImposed(boolean another) {
    Duration begin = world.startSpread.plus(A_MOMENT);
    List<String> reasons = new ArrayList<>();
    if (another) {
      reasons.add("its program plays a plan of its own");
    }
    PlanRefusals refusals = new PlanRefusals(world, plan, answers);
    reasons.addAll(refusals.reasons(begin));
    reasons.addAll(refusals.ofModel());
    declare(begin, reasons);
  }

  private void declare(Duration begin, List<String> reasons) {
    if (!reasons.isEmpty()) {
      throw new ModelException(
          "plan '%s' cannot be played in this world: %s"
              .formatted(plan.name(), String.join("; ", reasons)));
    }
    Duration at = begin;
    boolean faultless = true;
    for (FaultPlan.Phase phase : plan.phases()) {
      if (faultless && !phase.faults().isEmpty()) {
        faultless = false;
        world.at(at, this::requireSteady);
      }
      phase(phase, at);
      at = at.plus(phase.duration()).plus(A_MOMENT);
    }
    world.healAfter(at);
    for (String probe : plan.stop()) {
      world.when("stop: " + probe, answer(probe), () -> stop(probe), false);
    }
    for (String probe : plan.quiet().until()) {
      world.eventually("settled: " + probe, plan.quiet().limit(), answer(probe));
    }
    plan.checks().forEach(this::check);
    if (!faultless) {
      world.check("the faults of plan '" + plan.name() + "' struck", this::struck);
    }
  }

  /** What holds without the faults that it is about says nothing of them. */
  private Verdict struck() {
    List<String> reasons = new ArrayList<>();
    if (!unstruck.isEmpty()) {
      reasons.add("no node was left to strike for " + String.join(", ", unstruck));
    }
    reasons.addAll(evidence.reasons());
    return reasons.isEmpty()
        ? Verdict.valid("each fault of the plan struck a node")
        : new Verdict.Unknown(
            String.join("; ", reasons),
            List.of(),
            new Statistics(0, 1, 0, "targets of the plan's faults"));
  }

  private BooleanSupplier answer(String probe) {
    BooleanSupplier holds = answers.probes.get(probe);
    if (holds == null) {
      throw new AssertionError("nobody answers '" + probe + "'");
    }
    return holds;
  }

  private void check(PlannedCheck check) {
    switch (check) {
      case PlannedCheck.Holds(String probe) -> world.atEnd(probe, answer(probe));
      case PlannedCheck.Sometimes(String probe) -> {
        BooleanSupplier holds = answer(probe);
        world.sometimes(probe, () -> striking && holds.getAsBoolean());
      }
      case PlannedCheck.History(String name, String _, String level) -> {
        PlanAnswers.Judged judged = answers.histories.get(name);
        if (judged == null) {
          throw new AssertionError("nobody has '" + name + "'");
        }
        world.check(name + ": " + level, judged.verdict());
      }
    }
  }

  private void requireSteady() {
    for (String probe : plan.steady()) {
      if (!answer(probe).getAsBoolean()) {
        world.monitors.inconclusive("before any fault, '" + probe + "' does not hold");
        world.stop();
      }
    }
  }

  private void stop(String probe) {
    world.monitors.inconclusive("the stop condition '" + probe + "' is true");
    world.stop();
  }

  private void phase(FaultPlan.Phase phase, Duration at) {
    world.at(
        at,
        () -> {
          struck.clear();
          striking = !phase.faults().isEmpty();
          for (PlannedFault fault : phase.faults()) {
            begin(fault, phase);
          }
        });
    if (!phase.faults().isEmpty()) {
      world.at(at.plus(phase.duration()).minus(A_MOMENT), () -> striking = false);
    }
  }

  private void begin(PlannedFault fault, FaultPlan.Phase phase) {
    List<String> chosen = choose(fault);
    if (chosen.isEmpty()) {
      leftOut(fault, "no node is left to strike");
      // Where the adversary has taken the room, its faults are there instead.
      if (!world.adversaryPlayed()) {
        unstruck.add("'%s' in phase '%s'".formatted(fault.text(), phase.name()));
      }
      return;
    }
    struck.addAll(chosen);
    Duration lasts = phase.duration();
    switch (fault) {
      case PlannedFault.Kill kill -> {
        if (!kill.restarts()) {
          leftDead.addAll(chosen);
        }
        for (String name : chosen) {
          world.strike(
              new Fault.Crash(
                  name, kill.restarts() ? lasts : Fault.FOREVER, Fault.Crash.Extent.PROCESS));
        }
      }
      case PlannedFault.Pause _ ->
          chosen.forEach(name -> world.strike(new Fault.Pause(name, lasts)));
      case PlannedFault.Clock clock -> {
        evidence.ofClocks(clock, phase, chosen);
        chosen.forEach(name -> skew(clock, name, lasts));
      }
      case PlannedFault.Partition _ -> {
        evidence.ofMessages(fault, phase, chosen, others(chosen));
        world.strike(
            new Fault.Partition(PartitionShape.HALVES, List.of(chosen, others(chosen)), lasts));
      }
      case PlannedFault.Delay delay -> {
        evidence.ofMessages(fault, phase, chosen, others(chosen));
        for (String name : chosen) {
          for (String other : others(chosen)) {
            world.strike(new Fault.LinkDelay(name, other, delay.by(), lasts));
            world.strike(new Fault.LinkDelay(other, name, delay.by(), lasts));
          }
        }
      }
      case PlannedFault.SlowDisk _ -> onDisks(fault, phase, chosen, DiskTrouble.SLOW);
      case PlannedFault.FullDisk _ -> onDisks(fault, phase, chosen, DiskTrouble.FULL);
    }
  }

  private void onDisks(
      PlannedFault fault, FaultPlan.Phase phase, List<String> chosen, DiskTrouble trouble) {
    List<String> played = new ArrayList<>();
    for (String name : chosen) {
      if (world.strike(new Fault.Disk(name, trouble, phase.duration()))) {
        played.add(name);
      }
    }
    evidence.ofDisks(fault, phase, played);
  }

  private void skew(PlannedFault.Clock clock, String name, Duration lasts) {
    long ppm = Math.round((clock.rate() - 1) * PPM);
    if (ppm != 0) {
      world.strike(new Fault.ClockDrift(name, ppm, lasts));
    }
    if (!clock.offset().isZero() && world.strike(new Fault.ClockJump(name, clock.offset()))) {
      Duration end = Duration.ofNanos(world.kernel.now()).plus(lasts).minus(A_MOMENT);
      world.at(end, () -> world.strike(new Fault.ClockJump(name, clock.offset().negated())));
    }
  }

  private List<String> others(List<String> chosen) {
    return plan.members().stream()
        .map(FaultPlan.Member::name)
        .filter(name -> !chosen.contains(name))
        .toList();
  }

  /** Those that are up and under no fault of this phase yet: never more than the limit. */
  private List<String> choose(PlannedFault fault) {
    List<FaultPlan.Member> of = plan.of(fault.role());
    List<String> free = new ArrayList<>();
    Set<String> down = new LinkedHashSet<>(struck);
    down.addAll(leftDead);
    for (FaultPlan.Member member : plan.members()) {
      SimNode node = world.kernel.node(member.name());
      if (!node.up()) {
        down.add(member.name());
      } else if (of.contains(member) && !down.contains(member.name()) && isMeant(fault, node)) {
        free.add(member.name());
      }
    }
    int count =
        Math.min(Math.min(fault.members().of(of.size()), free.size()), plan.limit() - down.size());
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      chosen.add(free.remove(draw(free.size())));
    }
    return chosen;
  }

  private boolean isMeant(PlannedFault fault, SimNode node) {
    return fault.members() != Selector.PRIMARIES
        || (answers.primary != null && answers.primary.test(node.address));
  }

  /** From the world's seed: what other worlds and other phases draw does not change it. */
  private int draw(int bound) {
    assert draws < MOST_DRAWS * (long) plan.phases().size();
    return (int)
        world.adversary.choose(
            Decision.RANDOM, Subjects.node("plan " + plan.name()), draws++, bound);
  }

  private void leftOut(PlannedFault fault, String why) {
    world.kernel.trace(
        new TraceEvent.Remarked(
            world.kernel.now(), "world", "the plan's '" + fault.text() + "' is left out: " + why));
  }

  /** When it is over in simulated time, settled or not. */
  static Duration end(FaultPlan plan, Duration begin) {
    return begin
        .plus(plan.duration())
        .plus(A_MOMENT.multipliedBy(plan.phases().size()))
        .plus(plan.quiet().limit());
  }
}
