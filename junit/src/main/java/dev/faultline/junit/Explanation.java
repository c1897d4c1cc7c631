package dev.faultline.junit;

import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.WhyText;
import java.time.Duration;
import java.util.List;

/** Why a shrunk run went wrong, within little time: the test has failed, and somebody waits. */
final class Explanation {
  private static final Duration MOST = Duration.ofSeconds(5);

  private Explanation() {}

  /**
   * A line each. What cannot be explained is said in one, since the finding stands all the same.
   */
  static List<String> of(CampaignPlan plan, Finding small, ShrinkBudget shrinking) {
    Duration time = shrinking.time().compareTo(MOST) < 0 ? shrinking.time() : MOST;
    try {
      return WhyText.of(
          Explainer.explain(plan, small, new ShrinkBudget(Explainer.BUDGET.replays(), time)));
    } catch (LeakException e) {
      return List.of("not known: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      return List.of("not known, a run without some of its faults failed: " + e);
    }
  }
}
