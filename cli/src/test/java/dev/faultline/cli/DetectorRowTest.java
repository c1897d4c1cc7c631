package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.cli.DetectorWorld.Seen;
import dev.faultline.guard.detect.DetectionMethod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorRowTest {
  private static final DetectionMethod METHOD = new DetectionMethod.Fixed(Duration.ofMillis(400));
  private static final long SECOND = 1_000_000_000;

  private static DetectorRow row(long... detections) {
    return DetectorRow.of(
        METHOD,
        java.util.Arrays.stream(detections)
            .mapToObj(detection -> new Seen(0, 1, 2 * SECOND, 120 * SECOND, detection, 1_200))
            .toList());
  }

  @Test
  void a_world_in_which_it_was_suspected_already_says_nothing_of_how_soon_it_is() {
    DetectorRow row = row(2 * SECOND, 4 * SECOND, Seen.ALREADY, Seen.ALREADY, Seen.NEVER);
    assertThat(row.detection()).isEqualTo(3);
    assertThat(row.slowest()).isEqualTo(4);
    assertThat(row.already()).isEqualTo(2);
    assertThat(row.undetected()).isEqualTo(1);
    assertThat(row.text()).contains("3.0 s", "4.0 s", "2 of 5", "1 of 5");
  }

  @Test
  void a_row_in_which_nothing_was_detected_has_no_mean() {
    for (DetectorRow row : List.of(row(Seen.ALREADY), row(Seen.NEVER))) {
      assertThat(row.text()).contains("1 of 1", " - ").doesNotContain("NaN");
    }
  }

  @Test
  void what_a_world_has_seen_is_read_again_as_it_was() {
    for (long detection : new long[] {Seen.NEVER, Seen.ALREADY, 0, 5 * SECOND}) {
      Seen seen = new Seen(3, 1, 2 * SECOND, 120 * SECOND, detection, 1_200);
      assertThat(DetectorWorld.seen(seen.text())).isEqualTo(seen);
    }
  }
}
