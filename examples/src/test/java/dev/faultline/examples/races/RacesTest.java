package dev.faultline.examples.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 11, 20: races of plain Java threads are found, and their absence is proved. */
final class RacesTest {
  private static Map<String, String> settings(RaceKind kind, boolean mended) {
    return Map.of("race", kind.text(), "mended", Boolean.toString(mended));
  }

  private static CampaignPlan plan(RaceKind kind, boolean mended) {
    return Explore.plan(new Races(), settings(kind, mended));
  }

  private static CampaignResult exhaust(RaceKind kind, boolean mended) {
    return new Campaign(
            plan(kind, mended).withStrategy(Strategy.EXHAUSTIVE).withWorlds(200_000).withAll(true))
        .run();
  }

  @ParameterizedTest
  @EnumSource
  void the_default_campaign_finds_it(RaceKind kind) {
    assertThat(new Campaign(plan(kind, false)).run().findings()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void the_other_strategies_find_it_too(RaceKind kind) {
    for (Strategy strategy :
        List.of(Strategy.Pct.DEFAULT, Strategy.POS, Strategy.GUIDED, Strategy.AUTO)) {
      assertThat(new Campaign(plan(kind, false).withStrategy(strategy)).run().findings())
          .as(strategy.text())
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exhaustive_search_sees_exactly_what_can_come_of_it(RaceKind kind) {
    CampaignResult result = exhaust(kind, false);

    assertThat(result.outcomes().keySet()).isEqualTo(Races.possible(kind));
    assertThat(Explore.exploration(result).complete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_mended_is_proved_right(RaceKind kind) {
    CampaignResult result = exhaust(kind, true);

    assertThat(result.findings()).isEmpty();
    assertThat(Explore.exploration(result).complete()).isTrue();
    assertThat(Explore.exploration(result).limits()).isEmpty();
  }
}
