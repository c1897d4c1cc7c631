package dev.faultline.examples;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** How the tests of the gallery explore a scenario. */
public final class Explore {
  private Explore() {}

  /** A plan with the scenario's defaults; settings are pairs of name and value. */
  public static CampaignPlan plan(Scenario scenario, Map<String, String> settings) {
    return plan(scenario, settings, 1);
  }

  /** The same, with worlds from another seed on. */
  public static CampaignPlan plan(Scenario scenario, Map<String, String> settings, long seed) {
    return CampaignPlan.of(scenario, new Settings(scenario.settings(), settings), seed);
  }

  public static CampaignResult all(Scenario scenario, Map<String, String> settings) {
    return new Campaign(plan(scenario, settings).withAll(true)).run();
  }

  public static Exploration exploration(CampaignResult result) {
    return Objects.requireNonNull(result.exploration());
  }

  /** The first finding of the plan, made small. */
  public static Shrunk shrunk(CampaignPlan plan) {
    CampaignResult result = new Campaign(plan).run();
    Finding finding = result.findings().getFirst();
    return Objects.requireNonNull(
        Shrinker.shrink(plan, finding, new ShrinkBudget(1_500, Duration.ofMinutes(5))));
  }
}
