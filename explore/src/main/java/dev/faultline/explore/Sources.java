package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.exhaustive.ScheduleSource;
import dev.faultline.explore.exhaustive.StateSource;
import dev.faultline.explore.search.Source;

/** Which worlds a strategy has. */
final class Sources {
  private Sources() {}

  static Source of(CampaignPlan plan) {
    return switch (plan.strategy()) {
      case Strategy.Random() -> Source.random(plan);
      case Strategy.Swarm() -> Source.swarm(plan);
      case Strategy.Guided(var round) -> Source.guided(plan, round);
      case Strategy.Auto(var round) -> Source.auto(plan, round);
      case Strategy.Pos() -> Source.pos(plan);
      case Strategy.Pct(var depth) -> Source.pct(plan, depth);
      case Strategy.Exhaustive exhaustive when exhaustive.states() ->
          new StateSource(plan, exhaustive);
      case Strategy.Exhaustive exhaustive -> new ScheduleSource(plan, exhaustive);
    };
  }
}
