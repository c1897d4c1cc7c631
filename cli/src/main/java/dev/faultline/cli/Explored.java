package dev.faultline.cli;

import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Leak;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that is over, with all that its report needs.
 *
 * @param findings with their replay files, in the order of their seeds
 * @param replayLine the commands that bring runs back
 * @param leak of nondeterminism that the campaign or the shrinking noticed, or null
 * @param accepted findings that are no reason to fail
 * @param resume the command that goes on where an interrupted campaign stopped
 */
record Explored(
    Scenario scenario,
    CampaignPlan plan,
    CampaignResult result,
    List<Reported> findings,
    ReplayLine replayLine,
    @Nullable Leak leak,
    Accepted accepted,
    String resume) {

  /** How far a search came that means to see everything; null for other strategies. */
  @Nullable Exploration exploration() {
    Exploration exploration = result.exploration();
    return exploration == null || leak == null
        ? exploration
        : exploration.withAgainst(List.of(Exploration.LEAKED));
  }

  /** All properties that were violated, in the order in which they were seen. */
  List<Violated> violated() {
    return Violated.of(result, findings);
  }

  /** How often the property of a cause was violated. */
  Violated violated(Causes.Cause cause) {
    return violated().stream()
        .filter(each -> each.property().equals(cause.property()))
        .findFirst()
        .orElseThrow();
  }

  /** Those of which some worlds are neither accepted nor kept, so that nobody knows their cause. */
  List<Violated> unjudged() {
    return violated().stream()
        .filter(each -> each.cut() && !accepted.ignored().contains(each.property()))
        .toList();
  }

  /** A leak comes first, because after it no verdict can be trusted. */
  ExitCode exitCode() {
    if (leak != null) {
      return ExitCode.FAILURE;
    }
    if (result.interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    if (!findings.stream().allMatch(accepted::covers)
        || unjudged().stream().anyMatch(each -> each.kept() == 0)) {
      return ExitCode.VIOLATION;
    }
    return !unjudged().isEmpty()
            || result.inconclusiveWorlds() > 0
            || result.stuck() != null
            || result.failure() != null
        ? ExitCode.INCONCLUSIVE
        : ExitCode.NO_VIOLATION;
  }
}
