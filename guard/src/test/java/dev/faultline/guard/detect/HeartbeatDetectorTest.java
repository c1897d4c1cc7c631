package dev.faultline.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.detect.DetectionMethod.Accrual;
import dev.faultline.guard.detect.DetectionMethod.Estimated;
import dev.faultline.guard.detect.DetectionMethod.Fixed;
import dev.faultline.guard.detect.DetectionMethod.Growing;
import dev.faultline.guard.detect.DetectionMethod.Synchronised;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Timeout(60)
class HeartbeatDetectorTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Duration INTERVAL = Duration.ofMillis(100);

  /** What a sender's clock says at time 0 of ours. */
  private static final long SENDER = Long.parseLong("9223372035854775807");

  static final List<DetectionMethod> UNSYNCHRONISED =
      List.of(
          new Fixed(Duration.ofMillis(500)),
          new Estimated(INTERVAL, Duration.ofMillis(400)),
          new Growing(Duration.ofMillis(500), 2, Duration.ofHours(1)),
          new Accrual(8, Duration.ofMillis(50)));

  private static HeartbeatDetector detector(DetectionMethod method) {
    return new HeartbeatDetector(DetectorSettings.of(method), 1, 0);
  }

  /** Heartbeats every 100 ms, 10 ms on their way; the time of the last arrival. */
  private static long beats(HeartbeatDetector detector, long from, int count) {
    for (int i = 0; i < count; i++) {
      long sent = from + i * 100 * MILLI;
      detector.heard(0, 1, SENDER + sent, sent + 10 * MILLI);
    }
    return from + (count - 1) * 100 * MILLI + 10 * MILLI;
  }

  @ParameterizedTest
  @FieldSource("UNSYNCHRONISED")
  void a_peer_is_trusted_while_it_is_heard_and_suspected_within_half_a_second(
      DetectionMethod method) {
    HeartbeatDetector detector = detector(method);
    long last = beats(detector, 0, 1_000);
    assertThat(detector.suspicions()).isZero();
    assertThat(detector.isSuspected(0, last + 300 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, last + 501 * MILLI)).isTrue();
    assertThat(detector.suspicions()).isOne();
  }

  @ParameterizedTest
  @FieldSource("UNSYNCHRONISED")
  void a_peer_that_is_never_heard_is_suspected(DetectionMethod method) {
    HeartbeatDetector detector = detector(method);
    assertThat(detector.isSuspected(0, 10 * SECOND - 1)).isFalse();
    assertThat(detector.suspected(10 * SECOND)).isOne();
  }

  @ParameterizedTest
  @FieldSource("UNSYNCHRONISED")
  void heartbeats_that_were_held_up_hide_no_death(DetectionMethod method) {
    HeartbeatDetector detector = detector(method);
    long last = beats(detector, 0, 1_000);
    for (int i = 0; i < 20; i++) {
      // Sent before the crash, and 15 s on their way (ScyllaDB 8488).
      long sent = last + i * 100 * MILLI;
      long now = sent + 15 * SECOND;
      assertThat(detector.heard(0, 1, SENDER + sent, now)).isEqualTo(Heard.LATE);
      assertThat(detector.isSuspected(0, now)).as("heartbeat %d", i).isTrue();
    }
  }

  @Test
  void a_bound_on_detection_holds_whatever_the_network_does() {
    HeartbeatDetector detector = detector(new Synchronised(INTERVAL, Duration.ofMillis(250)));
    SplittableRandom random = new SplittableRandom(7);
    long newest = 0;
    for (int i = 1; i < 10_000; i++) {
      long sent = i * 100 * MILLI;
      newest = Math.max(newest, sent);
      detector.heard(0, 1, sent, sent + random.nextLong(20 * SECOND));
      assertThat(detector.freshUntil(0)).isLessThanOrEqualTo(newest + 350 * MILLI);
    }
  }

  @Test
  void an_interval_that_grew_for_good_is_learned_after_eight_mistakes() {
    HeartbeatDetector detector = detector(new Accrual(8, Duration.ofMillis(20)));
    long now = beats(detector, 0, 1_000);
    for (int i = 1; i <= 10_000; i++) {
      now += SECOND;
      detector.isSuspected(0, now);
      assertThat(detector.heard(0, 1, SENDER + now - 10 * MILLI, now)).isEqualTo(Heard.FRESH);
    }
    assertThat(detector.mistakes()).isBetween(8L, 9L);
    assertThat(detector.isSuspected(0, now + 1_500 * MILLI)).isTrue();
  }

  @Test
  void one_outage_does_not_make_it_slow() {
    HeartbeatDetector detector = detector(new Accrual(8, Duration.ofMillis(20)));
    long last = beats(detector, 0, 1_000);
    last = beats(detector, last + 60 * SECOND, 20);
    assertThat(detector.mistakes()).isOne();
    assertThat(detector.isSuspected(0, last + 300 * MILLI)).isTrue();
  }

  @Test
  void a_network_that_became_slow_for_good_is_learned_within_a_window() {
    HeartbeatDetector detector = detector(new Estimated(INTERVAL, Duration.ofMillis(200)));
    beats(detector, 0, 1_000);
    long sent = 100 * SECOND;
    for (int i = 0; i < 300; i++) {
      sent += 100 * MILLI;
      detector.heard(0, 1, SENDER + sent, sent + 3 * SECOND);
    }
    assertThat(detector.isSuspected(0, sent + 3 * SECOND)).isFalse();
  }

  @Test
  void each_mistake_makes_a_growing_timeout_longer_until_there_are_none() {
    HeartbeatDetector detector =
        detector(new Growing(Duration.ofMillis(110), 2, Duration.ofHours(1)));
    SplittableRandom random = new SplittableRandom(7);
    long now = 0;
    for (int i = 0; i < 100_000; i++) {
      // Delays have a bound of 900 ms, and arrive in order.
      long sent = i * 100 * MILLI;
      now = Math.max(now, sent + random.nextLong(900 * MILLI));
      detector.heard(0, 1, SENDER + sent, now);
    }
    // 110 ms, doubled four times, is beyond 1,000 ms.
    assertThat(detector.mistakes()).isBetween(1L, 4L);
  }

  @Test
  void a_pause_of_this_process_makes_nobody_suspected_and_hides_nobody_for_long() {
    HeartbeatDetector detector =
        new HeartbeatDetector(
            DetectorSettings.of(new Fixed(Duration.ofMillis(500)))
                .withGrace(Duration.ofMillis(300), SECOND_OF_GRACE),
            2,
            0);
    long now = 0;
    for (int i = 0; i < 100; i++) {
      now = i * 100 * MILLI;
      detector.heard(0, 1, now, now);
      detector.heard(1, 1, now, now);
    }
    long resumed = now + 20 * SECOND;
    assertThat(detector.suspected(resumed)).isZero();
    assertThat(detector.pauses()).isOne();
    // What waited in the socket: the first of it is as old as the pause.
    for (long sent = now + 100 * MILLI; sent < resumed; sent += 100 * MILLI) {
      detector.heard(0, 1, sent, resumed + MILLI);
      assertThat(detector.isSuspected(0, resumed + MILLI)).isFalse();
    }
    assertThat(detector.suspected(resumed + 200 * MILLI)).isZero();
    assertThat(detector.isSuspected(1, resumed + 400 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, resumed + 600 * MILLI)).isFalse();
    assertThat(detector.suspected(resumed + 800 * MILLI)).isZero();
    assertThat(detector.suspected(resumed + 1_000 * MILLI)).isEqualTo(2);
  }

  @Test
  void two_heartbeats_are_too_few_to_learn_from() {
    HeartbeatDetector detector = detector(new Accrual(8, Duration.ofMillis(10)));
    long last = beats(detector, 0, 2);
    assertThat(detector.isSuspected(0, last + 9 * SECOND)).isFalse();
    assertThat(detector.isSuspected(0, last + 10 * SECOND)).isTrue();
  }

  @Test
  void who_was_due_before_a_pause_gets_no_grace() {
    HeartbeatDetector detector =
        new HeartbeatDetector(
            DetectorSettings.of(new Fixed(Duration.ofMillis(500)))
                .withGrace(Duration.ofMillis(300), SECOND_OF_GRACE),
            2,
            0);
    detector.heard(1, 1, 0, 0);
    for (int i = 0; i <= 6; i++) {
      detector.heard(0, 1, i * 100 * MILLI, i * 100 * MILLI);
    }
    assertThat(detector.isSuspected(1, 5_000 * MILLI)).isTrue();
    assertThat(detector.isSuspected(0, 5_000 * MILLI)).isFalse();
  }

  @Test
  void what_waited_in_the_socket_during_a_pause_is_not_learned() {
    HeartbeatDetector detector =
        new HeartbeatDetector(
            DetectorSettings.of(new Estimated(INTERVAL, Duration.ofMillis(400)))
                .withWindow(100)
                .withGrace(Duration.ofMillis(300), SECOND_OF_GRACE),
            1,
            0);
    long now = beats(detector, 0, 100);
    long resumed = now + 5 * SECOND;
    for (long sent = now + 90 * MILLI; sent < resumed; sent += 100 * MILLI) {
      detector.heard(0, 1, SENDER + sent, resumed);
    }
    long last = beats(detector, resumed + 90 * MILLI, 20);
    assertThat(detector.isSuspected(0, last + 200 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, last + 400 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, last + 501 * MILLI)).isTrue();
  }

  private static final Duration SECOND_OF_GRACE = Duration.ofSeconds(1);

  @Test
  void pauses_without_end_hide_a_death_for_one_grace_only() {
    HeartbeatDetector detector =
        new HeartbeatDetector(
            DetectorSettings.of(new Fixed(Duration.ofMillis(500)))
                .withGrace(Duration.ofMillis(300), SECOND_OF_GRACE),
            1,
            0);
    detector.heard(0, 1, 0, 0);
    assertThat(detector.isSuspected(0, 400 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, 800 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, 1_200 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, 1_600 * MILLI)).isTrue();
  }

  @Test
  void a_restart_is_trusted_at_once_and_an_older_life_is_refused() {
    HeartbeatDetector detector = detector(new Fixed(Duration.ofMillis(500)));
    detector.heard(0, 100, 50 * SECOND, 0);
    assertThat(detector.isSuspected(0, 60 * SECOND)).isTrue();
    assertThat(detector.heard(0, 1, 3, 61 * SECOND)).isEqualTo(Heard.OLD_INCARNATION);
    assertThat(detector.isSuspected(0, 61 * SECOND)).isTrue();
    assertThat(detector.incarnation(0)).isEqualTo(100);
    assertThat(detector.heard(0, 101, 5, 62 * SECOND)).isEqualTo(Heard.FRESH);
    assertThat(detector.isSuspected(0, 62 * SECOND)).isFalse();
    assertThat(detector.isSuspected(0, 62 * SECOND + 499 * MILLI)).isFalse();
    assertThat(detector.isSuspected(0, 62 * SECOND + 500 * MILLI)).isTrue();
    assertThat(detector.mistakes()).isZero();
    assertThat(detector.stale()).isOne();
  }

  @Test
  void what_is_repeated_or_overtaken_has_no_effect() {
    HeartbeatDetector detector = detector(new Fixed(Duration.ofMillis(500)));
    detector.heard(0, 1, 100 * MILLI, 110 * MILLI);
    long fresh = detector.freshUntil(0);
    assertThat(detector.heard(0, 1, 100 * MILLI, 300 * MILLI)).isEqualTo(Heard.STALE);
    assertThat(detector.heard(0, 1, 50 * MILLI, 300 * MILLI)).isEqualTo(Heard.STALE);
    assertThat(detector.freshUntil(0)).isEqualTo(fresh);
  }

  @Test
  void one_stamp_from_the_far_future_does_not_mute_a_peer() {
    HeartbeatDetector detector = detector(new Fixed(Duration.ofMillis(500)));
    long last = beats(detector, 0, 10);
    assertThat(detector.heard(0, 1, SENDER + Long.MAX_VALUE / 2, last + 1)).isEqualTo(Heard.ODD);
    last = beats(detector, last + 90 * MILLI, 10);
    assertThat(detector.isSuspected(0, last + MILLI)).isFalse();
    assertThat(detector.odd()).isOne();
    // A machine that was suspended for two hours goes on with a clock that was not.
    long now = last + 7_200 * SECOND;
    for (int i = 0; i < 8; i++) {
      now += 100 * MILLI;
      detector.heard(0, 1, SENDER + last + (i + 1) * 100 * MILLI, now);
    }
    assertThat(detector.isSuspected(0, now)).isFalse();
  }

  @ParameterizedTest
  @FieldSource("UNSYNCHRONISED")
  void a_million_heartbeats_leave_no_error_behind(DetectionMethod method) {
    HeartbeatDetector detector =
        new HeartbeatDetector(DetectorSettings.of(method), 1, Long.MAX_VALUE - 1_000 * SECOND);
    SplittableRandom random = new SplittableRandom(7);
    long now = 0;
    for (int i = 0; i < 1_000_000; i++) {
      long sent = i * 100 * MILLI;
      now = Long.MAX_VALUE - 1_000 * SECOND + sent + random.nextLong(20 * MILLI);
      detector.heard(0, 1, sent - 1_000 * SECOND, now);
    }
    assertThat(detector.suspicions()).isZero();
    assertThat(detector.freshUntil(0) - now).isBetween(300 * MILLI, 520 * MILLI);
    assertThat(detector.phi(0, now + SECOND)).isGreaterThan(8).isNotNaN();
    assertThat(detector.isSuspected(0, now + SECOND)).isTrue();
  }

  static final List<DetectionMethod> ALL =
      List.of(
          new Fixed(Duration.ofSeconds(1)),
          new Synchronised(INTERVAL, Duration.ofMillis(300)),
          new Estimated(INTERVAL, Duration.ofMillis(300)),
          new Growing(Duration.ofMillis(400), 2, Duration.ofMinutes(10)),
          new Accrual(8, Duration.ofMillis(20)));

  @ParameterizedTest
  @FieldSource("ALL")
  void a_reading_of_a_thread_that_was_held_up_makes_nobody_suspected(DetectionMethod method) {
    HeartbeatDetector detector = new HeartbeatDetector(DetectorSettings.of(method), 3, 0);
    for (long now = 0; now < 60 * SECOND; now += 100 * MILLI) {
      if (now == 20 * SECOND) {
        detector.suspected(now - 1_500 * MILLI);
      }
      for (int peer = 0; peer < 3; peer++) {
        detector.heard(peer, 0, now, now + 5 * MILLI);
      }
      assertThat(detector.suspected(now + 6 * MILLI)).as("at %d", now).isZero();
    }
    assertThat(detector.suspicions()).isZero();
    long last = 60 * SECOND - 100 * MILLI;
    assertThat(detector.suspected(last + 1_200 * MILLI)).isEqualTo(3);
  }

  @Test
  void with_clocks_that_agree_a_step_back_of_both_goes_on_by_the_new_time() {
    HeartbeatDetector detector = detector(new Synchronised(INTERVAL, Duration.ofMillis(250)));
    long now = 3_600 * SECOND;
    for (int i = 0; i < 50; i++) {
      detector.heard(0, 1, now, now + MILLI);
      now += 100 * MILLI;
    }
    now -= 1_800 * SECOND;
    // A stamp from half an hour ago is one that is repeated, until the peer begins a new life.
    detector.heard(0, 2, now, now + MILLI);
    assertThat(detector.isSuspected(0, now + 2 * MILLI)).isFalse();
    assertThat(detector.freshUntil(0)).isEqualTo(now + 350 * MILLI);
    assertThat(detector.isSuspected(0, now + 350 * MILLI)).isTrue();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void one_made_up_incarnation_does_not_mute_a_peer(DetectionMethod method) {
    for (long madeUp : new long[] {Long.MAX_VALUE, Long.MAX_VALUE / 2, 1L << 61, (1L << 61) - 1}) {
      HeartbeatDetector detector = detector(method);
      detector.heard(0, 1, 0, 0);
      detector.heard(0, madeUp, 1, 1);
      long incarnation = 1;
      for (long now = SECOND; now < 60 * SECOND; now += 100 * MILLI) {
        // As the documentation says: told that it is old, the peer takes a higher one.
        if (detector.heard(0, incarnation, now, now) == Heard.OLD_INCARNATION) {
          incarnation = detector.incarnation(0) + 1;
        }
      }
      assertThat(detector.isSuspected(0, 60 * SECOND)).as("%d", madeUp).isFalse();
      assertThat(incarnation).as("%d", madeUp).isPositive();
    }
  }

  @Test
  void a_detector_that_is_new_believes_an_incarnation_that_had_to_be_so_high() {
    HeartbeatDetector detector = detector(new Fixed(Duration.ofSeconds(1)));
    assertThat(detector.heard(0, (1L << 61) + 5, 0, 0)).isEqualTo(Heard.FRESH);
  }

  @Test
  void a_growing_timeout_grows_however_short_it_was_at_first() {
    HeartbeatDetector detector =
        detector(new Growing(Duration.ofNanos(50), 1.01, Duration.ofMinutes(10)));
    long wrong = 0;
    for (long now = 0; now < 10_000 * SECOND; now += SECOND) {
      wrong = detector.mistakes();
      detector.heard(0, 0, now, now);
      detector.isSuspected(0, now + SECOND - 1);
    }
    assertThat(detector.mistakes()).isEqualTo(wrong).isLessThan(3_000);
  }

  @Test
  void phi_is_that_of_the_paper() {
    HeartbeatDetector detector = detector(new Accrual(3, Duration.ofMillis(10)));
    long last = beats(detector, 0, 100);
    // 100 ms after the sending, 10 ms on the way, no deviation beyond the least of 10 ms.
    assertThat(detector.phi(0, last + 100 * MILLI)).isBetween(0.3, 0.302);
    assertThat(detector.phi(0, last + 100 * MILLI + 12_816_000)).isBetween(0.999, 1.001);
    assertThat(detector.isSuspected(0, last + 100 * MILLI + 30_901_000)).isFalse();
    assertThat(detector.isSuspected(0, last + 100 * MILLI + 30_903_000)).isTrue();
  }

  @Test
  void settings_that_cannot_be_are_refused_by_name() {
    assertThatThrownBy(() -> new Accrual(Double.NaN, INTERVAL)).hasMessageContaining("threshold");
    assertThatThrownBy(() -> new Growing(INTERVAL, 1, INTERVAL)).hasMessageContaining("factor");
    assertThatThrownBy(() -> new Growing(INTERVAL, 2, Duration.ofMillis(99)))
        .hasMessageContaining("longest is PT0.099S");
    assertThatThrownBy(() -> DetectorSettings.of(new Fixed(INTERVAL)).withWindow(7))
        .hasMessageContaining("window is 7, expected 8 to 100000");
  }
}
