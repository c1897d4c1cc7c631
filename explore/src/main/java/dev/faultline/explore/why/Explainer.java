package dev.faultline.explore.why;

import dev.faultline.explore.Finding;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Attempts;
import java.time.Duration;
import java.util.List;

/**
 * Finds out why a run violates a property: which faults it needs (counterfactuals in the sense of
 * Lewis; delta debugging isolates them in the same way, Zeller, FSE 2002), when it could no longer
 * be saved, and where it parts from the nearest run that holds. What comes out depends on the
 * finding and on the budget of replays, not on the number of cores. Best given a finding that was
 * made small.
 */
public final class Explainer {
  /** 300 replays and 20 seconds. */
  public static final ShrinkBudget BUDGET = new ShrinkBudget(300, Duration.ofSeconds(20));

  /** With more faults than that, only the first are tried one by one. */
  private static final int MOST_FAULTS = 24;

  private Explainer() {}

  /**
   * Explains a finding.
   *
   * @throws LeakException when its run does not come out the same again
   */
  public static Why explain(CampaignPlan plan, Finding finding, ShrinkBudget budget) {
    try (Attempts attempts = new Attempts(plan.jobs(), budget)) {
      Trials trials = new Trials(plan, finding, attempts);
      Necessities necessities = new Necessities(trials);
      List<Necessity> faults = necessities.of(MOST_FAULTS);
      PointOfNoReturn noReturn = faults.isEmpty() ? null : PointOfNoReturn.find(trials);
      Nearest nearest = trials.canAlign() ? Nearest.find(trials, faults) : null;
      return new Why(
          Sentence.of(finding, trials.events),
          TookPart.of(finding.violation(), trials.events),
          finding.violation().liveness() ? new InTheWay(trials.events).lines() : List.of(),
          LastStates.of(trials.events),
          faults,
          necessities.faults(),
          Given.of(trials),
          noReturn,
          nearest,
          attempts.spent(),
          !attempts.exhausted());
    }
  }
}
