package dev.faultline.examples.guards.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.examples.Explore;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No order of the steps of two threads makes a guard give more, or less, than it promises. */
final class GuardFacesTest {
  private static CampaignResult exhaust(FaceKind kind, boolean naive) {
    return new Campaign(
            Explore.plan(
                new GuardFaces(), Map.of("face", kind.text(), "naive", Boolean.toString(naive))))
        .run();
  }

  /**
   * Some have too many schedules to try all in a test. And a hand-over waits for a time: an
   * exhaustive search takes the shortest times, and so one schedule. Random schedules reach all
   * places in which a wake-up can be missed; the narrowest, between the last look at the queue and
   * the count of its changes, in one of 200 worlds, where partial order sampling needs thousands.
   */
  private static CampaignResult sample(FaceKind kind, boolean naive) {
    CampaignPlan plan =
        Explore.plan(
            new GuardFaces(), Map.of("face", kind.text(), "naive", Boolean.toString(naive)));
    return new Campaign(plan.withStrategy(Strategy.RANDOM).withWorlds(4_000)).run();
  }

  static List<FaceKind> sampled() {
    return Stream.of(FaceKind.values()).filter(FaceKind::isSampled).toList();
  }

  static List<FaceKind> proved() {
    return Stream.of(FaceKind.values()).filter(kind -> !kind.isSampled()).toList();
  }

  @ParameterizedTest
  @MethodSource("sampled")
  void what_a_face_promises_holds_in_four_thousand_schedules(FaceKind kind) {
    CampaignResult result = sample(kind, false);

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.outcomes().keySet()).containsExactly(kind.text() + " " + kind.right());
  }

  @ParameterizedTest
  @MethodSource("proved")
  void what_a_face_promises_is_proved(FaceKind kind) {
    CampaignResult result = exhaust(kind, false);

    assertThat(result.findings()).isEmpty();
    assertThat(Explore.exploration(result).complete()).as("%d worlds", result.worlds()).isTrue();
    assertThat(Explore.exploration(result).limits()).isEmpty();
    assertThat(result.outcomes().keySet()).containsExactly(kind.text() + " " + kind.right());
  }

  @ParameterizedTest
  @MethodSource("sampled")
  void a_naive_version_is_found_among_four_thousand_schedules(FaceKind kind) {
    assertThat(sample(kind, true).findings()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("proved")
  void a_naive_version_is_found(FaceKind kind) {
    assertThat(exhaust(kind, true).findings()).hasSize(1);
  }
}
