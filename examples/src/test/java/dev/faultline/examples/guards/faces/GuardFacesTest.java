package dev.faultline.examples.guards.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No order of the steps of two threads makes a guard give more, or less, than it promises. */
final class GuardFacesTest {
  private static CampaignResult exhaust(FaceKind kind, boolean naive) {
    return new Campaign(
            Explore.plan(
                new GuardFaces(), Map.of("face", kind.text(), "naive", Boolean.toString(naive))))
        .run();
  }

  /** It waits, so that it has too many schedules for a proof. */
  @Test
  void no_hand_over_is_missed_in_two_thousand_schedules() {
    CampaignPlan plan = Explore.plan(new GuardFaces(), Map.of("face", "hand-over"));
    CampaignResult result = new Campaign(plan.withStrategy(Strategy.POS).withWorlds(2_000)).run();

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.outcomes().keySet()).containsExactly("hand-over 7");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HAND_OVER")
  void what_a_face_promises_is_proved(FaceKind kind) {
    CampaignResult result = exhaust(kind, false);

    assertThat(result.findings()).isEmpty();
    assertThat(Explore.exploration(result).complete()).as("%d worlds", result.worlds()).isTrue();
    assertThat(result.outcomes().keySet()).containsExactly(kind.text() + " " + kind.right());
  }

  @ParameterizedTest
  @EnumSource
  void a_naive_version_is_found(FaceKind kind) {
    assertThat(exhaust(kind, true).findings()).hasSize(1);
  }
}
