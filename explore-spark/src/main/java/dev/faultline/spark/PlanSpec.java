package dev.faultline.spark;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import java.io.Serializable;
import java.time.Duration;
import java.util.TreeMap;

/** A plan that other JVMs can make again: the scenario goes by its name. */
record PlanSpec(
    String target,
    TreeMap<String, String> settings,
    long seed,
    int worlds,
    Duration duration,
    long maxEvents,
    String strategy,
    boolean all,
    int recheckEvery,
    Duration stuckAfter)
    implements Serializable {
  /**
   * Of a plan whose scenario is found by its name.
   *
   * @throws UsageException when it is not, or when the plan has what a name does not bring back
   */
  static PlanSpec of(CampaignPlan plan, ClassLoader loader) {
    Scenario scenario = Scenarios.find(plan.target(), loader);
    if (!plan.mix().equals(scenario.faults())) {
      throw new UsageException(
          "the plan has other faults than its scenario "
              + plan.target()
              + ", which executors make by its name: let Scenario.faults() say them");
    }
    return new PlanSpec(
        plan.target(),
        new TreeMap<>(plan.settings().given()),
        plan.seed(),
        plan.worlds(),
        plan.duration(),
        plan.maxEvents(),
        plan.strategy().text(),
        plan.all(),
        plan.recheckEvery(),
        plan.stuckAfter());
  }

  /**
   * The plan, here.
   *
   * @throws UsageException when this JVM does not have the scenario
   */
  CampaignPlan plan(ClassLoader loader) {
    Scenario scenario = Scenarios.find(target, loader);
    return CampaignPlan.of(scenario, new Settings(scenario.settings(), settings), seed)
        .withTarget(target)
        .withWorlds(worlds)
        .withDuration(duration)
        .withMaxEvents(maxEvents)
        .withStrategy(Strategy.parse(strategy))
        .withAll(all)
        .withRecheckEvery(recheckEvery)
        .withStuckAfter(stuckAfter)
        .withJobs(1);
  }
}
