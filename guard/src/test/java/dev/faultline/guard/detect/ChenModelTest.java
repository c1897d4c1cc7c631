package dev.faultline.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.detect.ChenModel.Quality;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The detector itself, on the link of the paper, beside the closed form of the paper. */
@Timeout(240)
class ChenModelTest {
  private static final ChenModel LINK = new ChenModel(1, 0.01, 0.02);

  @ParameterizedTest
  @CsvSource({
    "1.5, 101.0, 0.530, 0.99475",
    "2.0, 101.0, 0.0301, 0.999702",
    "2.5, 10101, 0.530, 0.9999475",
    "3.0, 10101, 0.0301, 0.9999970",
  })
  void the_closed_form_is_that_of_the_paper(
      double bound, double between, double mistake, double accuracy) {
    Quality form = LINK.within(bound);
    assertThat(form.betweenMistakes()).isCloseTo(between, Percentage.withPercentage(0.1));
    assertThat(form.mistake()).isCloseTo(mistake, Percentage.withPercentage(0.2));
    assertThat(1 - form.accuracy()).isCloseTo(1 - accuracy, Percentage.withPercentage(1));
  }

  /**
   * Two in a hundred, where the mistakes are many enough for that. With one mistake in 10,101
   * periods, of which one in a hundred lasts a second and more, chance alone is larger.
   */
  @ParameterizedTest
  @CsvSource({
    "0.01, 1.5, 5000000, 2, 2",
    "0.01, 2.0, 10000000, 2, 2",
    "0.01, 2.5, 30000000, 6, 6",
    "0.01, 3.0, 30000000, 6, 20",
    "0.1, 1.5, 5000000, 2, 2",
    "0.1, 2.5, 10000000, 2, 2",
    "0.1, 3.0, 30000000, 2, 2",
  })
  void the_detector_does_as_the_closed_form_says(
      double loss, double bound, long periods, int percent, int percentOfDuration) {
    ChenModel link = new ChenModel(1, loss, 0.02);
    Quality form = link.within(bound);
    DetectorSettings settings =
        DetectorSettings.of(
            new DetectionMethod.Synchronised(
                Duration.ofSeconds(1), Duration.ofMillis(Math.round(1_000 * (bound - 1)))));
    HeartbeatSimulation.Seen seen = new HeartbeatSimulation(link, 7).run(settings, periods);
    assertThat(seen.quality().betweenMistakes())
        .isCloseTo(form.betweenMistakes(), Percentage.withPercentage(percent));
    Percentage ofDuration = Percentage.withPercentage(percentOfDuration);
    assertThat(seen.quality().mistake()).isCloseTo(form.mistake(), ofDuration);
    assertThat(1 - seen.quality().accuracy()).isCloseTo(1 - form.accuracy(), ofDuration);
    assertThat(seen.slowest()).isLessThanOrEqualTo(bound + 1e-6);
  }

  @Test
  void an_estimated_arrival_does_as_well_as_clocks_that_agree() {
    // Section 6.2.2: E[D] + margin takes the place of shift.
    DetectorSettings estimated =
        DetectorSettings.of(
                new DetectionMethod.Estimated(Duration.ofSeconds(1), Duration.ofMillis(480)))
            .withWindow(1_000);
    HeartbeatSimulation.Seen seen = new HeartbeatSimulation(LINK, 7).run(estimated, 2_000_000);
    Quality form = LINK.within(1.5);
    assertThat(seen.quality().betweenMistakes())
        .isCloseTo(form.betweenMistakes(), Percentage.withPercentage(2));
    assertThat(seen.slowest()).isLessThan(1.51);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> new ChenModel(1, 1, 0.02)).hasMessageContaining("loss is 1.0");
    assertThatThrownBy(() -> LINK.within(0.5)).hasMessageContaining("bound is 0.5");
  }
}
