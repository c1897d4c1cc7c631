package dev.faultline.link.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.Histogram;
import org.junit.jupiter.api.Test;

final class LossDetectorTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long MILLI = 1_000_000;

  /** A round trip and an eighth, of 8 ms. */
  private static final long PATIENCE = 9 * MILLI;

  private final RttEstimator rtt = new RttEstimator(8 * MILLI, new Histogram());
  private final LossDetector detector = new LossDetector();

  @Test
  void a_packet_is_lost_that_three_others_have_overtaken() {
    detector.begin(rtt);
    assertThat(detector.lost(MILLI, 0, Reordering.LEAST_PACKETS)).isTrue();
    assertThat(detector.dueAt()).as("there is nothing to wait for").isEqualTo(NEVER);
    assertThat(detector.lost(MILLI, 0, Reordering.LEAST_PACKETS - 1)).isFalse();
  }

  @Test
  void a_packet_is_lost_an_eighth_of_a_round_trip_after_its_acknowledgement_was_due() {
    long sent = 100 * MILLI;
    detector.begin(rtt);
    assertThat(detector.lost(sent + PATIENCE - 1, sent, 1)).isFalse();
    assertThat(detector.dueAt()).isEqualTo(sent + PATIENCE);
    detector.begin(rtt);
    assertThat(detector.lost(sent + PATIENCE, sent, 1)).isTrue();
    assertThat(detector.dueAt()).isEqualTo(NEVER);
  }

  @Test
  void it_looks_again_when_the_oldest_of_those_that_may_still_come_is_due() {
    detector.begin(rtt);
    assertThat(detector.lost(0, 0, 2)).isFalse();
    assertThat(detector.lost(0, -MILLI, 2)).isFalse();
    assertThat(detector.lost(0, MILLI, 1)).isFalse();
    assertThat(detector.dueAt()).isEqualTo(PATIENCE - MILLI);
    detector.lookAt(PATIENCE);
    assertThat(detector.dueAt()).as("it was to look before that").isEqualTo(PATIENCE - MILLI);
    detector.lookAt(MILLI);
    assertThat(detector.dueAt()).isEqualTo(MILLI);
    detector.begin(rtt);
    assertThat(detector.dueAt()).as("it looks now").isEqualTo(NEVER);
  }

  @Test
  void the_longer_of_the_smoothed_and_the_latest_round_trip_counts() {
    rtt.sample(8 * MILLI, 0);
    rtt.sample(80 * MILLI, 0);
    assertThat(rtt.smoothed()).isLessThan(rtt.latest());
    assertThat(detector.patience(rtt)).isEqualTo(90 * MILLI);
    rtt.sample(MILLI, 0);
    assertThat(rtt.smoothed()).isGreaterThan(rtt.latest());
    assertThat(detector.patience(rtt)).isEqualTo(rtt.smoothed() * 9 / 8);
  }

  @Test
  void patience_is_no_shorter_than_a_timer_is_fine() {
    rtt.sample(1_000, 0);
    assertThat(detector.patience(rtt)).isEqualTo(LossDetector.GRANULARITY_NANOS);
  }

  @Test
  void a_packet_that_came_after_all_makes_it_wait_longer_for_others_until_losses_are_real() {
    detector.wasLate(5);
    detector.begin(rtt);
    assertThat(detector.lost(MILLI, 0, 4)).isFalse();
    assertThat(detector.lost(MILLI, 0, 5)).isTrue();
    assertThat(detector.dueAt()).as("a quarter of a round trip").isEqualTo(10 * MILLI);
    for (int i = 0; i < 16; i++) {
      detector.wasLost();
    }
    assertThat(detector.patience(rtt)).isEqualTo(PATIENCE);
    assertThat(detector.lost(MILLI, 0, Reordering.LEAST_PACKETS)).isTrue();
  }

  @Test
  void the_youngest_that_has_arrived_is_known_until_numbers_start_again() {
    assertThat(detector.largest()).isEqualTo(-1);
    detector.arrived(7);
    detector.arrived(3);
    assertThat(detector.largest()).isEqualTo(7);
    detector.lookAt(MILLI);
    detector.restart();
    assertThat(detector.largest()).isEqualTo(-1);
    assertThat(detector.dueAt()).isEqualTo(NEVER);
  }
}
