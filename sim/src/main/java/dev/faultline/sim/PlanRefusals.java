package dev.faultline.sim;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.FailureModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.plan.FaultPlan;
import dev.faultline.core.plan.PlannedCheck;
import dev.faultline.core.plan.PlannedFault;
import dev.faultline.core.plan.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a world cannot play a plan, before anything has started. */
final class PlanRefusals {
  private static final double SLOWEST = 1e-6;
  private static final double FASTEST = 1.999999;

  private final World world;
  private final FaultPlan plan;
  private final PlanAnswers answers;

  PlanRefusals(World world, FaultPlan plan, PlanAnswers answers) {
    this.world = world;
    this.plan = plan;
    this.answers = answers;
  }

  /** Every reason there is; none where it can. */
  List<String> reasons(Duration begin) {
    List<String> reasons = new ArrayList<>();
    for (FaultPlan.Member member : plan.members()) {
      if (!world.kernel.knows(member.name())) {
        reasons.add("there is no node '%s'".formatted(member.name()));
      } else if (world.kernel.node(member.name()).client) {
        reasons.add("'%s' is a client, and faults do not strike clients".formatted(member.name()));
      }
    }
    Duration end = PlanScript.end(plan, begin);
    if (end.compareTo(world.duration()) > 0) {
      reasons.add(
          "it takes %s of simulated time, but the world ends at %s"
              .formatted(end, world.duration()));
    }
    if (world.healAfter != null) {
      reasons.add("leave healAfter out: the world heals when the last phase of the plan is over");
    }
    for (FaultPlan.Phase phase : plan.phases()) {
      for (PlannedFault fault : phase.faults()) {
        reason(fault)
            .ifPresent(reason ->
                reasons.add("phase '%s': '%s': %s".formatted(phase.name(), fault.text(), reason)));
      }
    }
    plan.steady().forEach(probe -> unanswered("steady", probe, reasons));
    plan.stop().forEach(probe -> unanswered("stop", probe, reasons));
    plan.quiet().until().forEach(probe -> unanswered("quiet", probe, reasons));
    plan.checks().forEach(check -> reason(check).ifPresent(reasons::add));
    return reasons;
  }

  private Optional<String> reason(PlannedFault fault) {
    if (fault.members() == Selector.PRIMARIES && answers.primary == null) {
      return Optional.of("the answers of this plan do not say which node is a primary");
    }
    return switch (fault) {
      case PlannedFault.Clock(var _, var _, var _, double rate) ->
          rate < SLOWEST || rate > FASTEST
              ? Optional.of("expected a rate above 0, up to 2")
              : Optional.empty();
      case PlannedFault.Kill _,
          PlannedFault.Pause _,
          PlannedFault.Partition _,
          PlannedFault.Delay _,
          PlannedFault.SlowDisk _,
          PlannedFault.FullDisk _ ->
          Optional.empty();
    };
  }

  /** What the system model rules out, whatever happens in the world; none where all may strike. */
  List<String> ofModel() {
    List<String> reasons = new ArrayList<>();
    for (FaultPlan.Phase phase : plan.phases()) {
      for (PlannedFault fault : phase.faults()) {
        ruledOut(fault)
            .ifPresent(reason ->
                reasons.add("phase '%s': '%s': %s".formatted(phase.name(), fault.text(), reason)));
      }
    }
    return reasons;
  }

  private Optional<String> ruledOut(PlannedFault fault) {
    boolean synchronous = world.model().synchrony() instanceof Synchrony.Synchronous;
    return switch (fault) {
      case PlannedFault.Kill kill -> kill(kill);
      case PlannedFault.Pause _ -> when(synchronous, "processes keep to a known speed");
      case PlannedFault.Partition _ -> when(synchronous, "messages arrive within a known bound");
      case PlannedFault.Clock clock ->
          when(synchronous && !clock.offset().isZero(), "clocks keep to a known bound");
      case PlannedFault.Delay _ -> Optional.empty();
      case PlannedFault.SlowDisk _ -> trouble(DiskTrouble.SLOW);
      case PlannedFault.FullDisk _ -> trouble(DiskTrouble.FULL);
    };
  }

  private Optional<String> kill(PlannedFault.Kill kill) {
    FailureModel failures = world.model().failures();
    int of = plan.of(kill.role()).size();
    int count = kill.members() == Selector.PRIMARIES ? 1 : kill.members().of(of);
    if (count > failures.maxFaulty()) {
      return Optional.of(
          failures.maxFaulty() == 0
              ? "no process fails in this model"
              : "in this model at most %d may fail at once".formatted(failures.maxFaulty()));
    }
    if (kill.restarts()) {
      return when(
          failures.kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) < 0,
          "processes that stop do not come back");
    }
    return when(
        count > failures.maxForGood(),
        "in this model at most %d may be gone for good".formatted(failures.maxForGood()));
  }

  private Optional<String> trouble(DiskTrouble trouble) {
    return when(
        !world.model().disk().troubles().contains(trouble),
        "disks have no trouble of the kind " + trouble);
  }

  private static Optional<String> when(boolean is, String reason) {
    return is ? Optional.of(reason) : Optional.empty();
  }

  private void unanswered(String where, String probe, List<String> reasons) {
    if (!answers.probes.containsKey(probe)) {
      reasons.add("%s: there is no answer for the probe '%s'".formatted(where, probe));
    }
  }

  private Optional<String> reason(PlannedCheck check) {
    return switch (check) {
      case PlannedCheck.Holds(String probe) -> unanswered(probe);
      case PlannedCheck.Sometimes(String probe) -> unanswered(probe);
      case PlannedCheck.History(String name, String model, String level) -> {
        PlanAnswers.Judged judged = answers.histories.get(name);
        yield judged == null
            ? Optional.of("checks: there is no history '" + name + "'")
            : another(name, "of the model", model, judged.model())
                .or(() -> another(name, "checked for", level, judged.level()));
      }
    };
  }

  /** A history that is judged by something else would answer another question. */
  private static Optional<String> another(
      String name, String is, String asked, @Nullable String judges) {
    return judges == null || judges.equals(asked)
        ? Optional.empty()
        : Optional.of(
            "checks: '%s' is %s %s here, and the plan says %s".formatted(name, is, judges, asked));
  }

  private Optional<String> unanswered(String probe) {
    return answers.probes.containsKey(probe)
        ? Optional.empty()
        : Optional.of("checks: there is no answer for the probe '" + probe + "'");
  }
}
