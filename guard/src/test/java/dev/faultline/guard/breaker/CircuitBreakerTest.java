package dev.faultline.guard.breaker;

import static dev.faultline.guard.breaker.CircuitBreaker.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.time.SteadyClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakerTest {
  private static final long SECOND = 1_000_000_000;

  /** Half of 10 within a minute, 10 s open, two probes. */
  private static final BreakerSettings SETTINGS =
      BreakerSettings.DEFAULT
          .withWindow(Duration.ofMinutes(1), 10)
          .withOpen(Duration.ofSeconds(10), Duration.ofSeconds(10));

  private long now = Long.MAX_VALUE - 30 * SECOND;
  private CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 1, now);

  @Test
  void it_opens_when_half_of_the_calls_fail_and_not_before() {
    for (int i = 0; i < 5; i++) {
      call(Outcome.SUCCESS);
      assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
      call(Outcome.ERROR);
    }
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    assertThat(breaker.tryAcquire(now)).isEqualTo(REFUSED);
    assertThat(breaker.remainingOpenNanos(now)).isEqualTo(10 * SECOND);
  }

  @Test
  void failures_that_left_the_window_do_not_count() {
    for (int i = 0; i < 9; i++) {
      call(Outcome.ERROR);
    }
    now += 61 * SECOND;
    call(Outcome.ERROR);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void probes_whose_callers_died_count_when_they_expired_and_not_when_somebody_looks() {
    open();
    now += 10 * SECOND;
    breaker.tryAcquire(now);
    breaker.tryAcquire(now);
    // The breaker was open again from the end of the permits, and that is long over.
    now += SETTINGS.permitLife().toNanos() + 600 * SECOND;
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.opened()).isEqualTo(2);
    assertThat(breaker.tryAcquire(now)).isNotEqualTo(REFUSED);
  }

  @Test
  void it_lets_exactly_the_probes_out_and_closes_when_all_succeed() {
    open();
    now += 10 * SECOND;
    long first = breaker.tryAcquire(now);
    long second = breaker.tryAcquire(now);
    assertThat(first).isNotEqualTo(REFUSED);
    assertThat(second).isNotEqualTo(REFUSED);
    assertThat(breaker.tryAcquire(now)).isEqualTo(REFUSED);
    breaker.report(first, Outcome.SUCCESS, now);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.tryAcquire(now)).isEqualTo(REFUSED);
    breaker.report(second, Outcome.SUCCESS, now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_clock_that_is_set_back_two_seconds_does_not_keep_it_closed() {
    breaker = new CircuitBreaker(SETTINGS.withWindow(Duration.ofMinutes(1), 100), 1, now);
    for (int i = 0; i < 300; i++) {
      call(Outcome.SUCCESS);
      now += SECOND / 5;
    }
    now -= 2 * SECOND;
    int passed = 0;
    while (breaker.state(now) == State.CLOSED && passed < 3_000) {
      call(Outcome.ERROR);
      passed++;
      now += SECOND / 5;
    }
    // Half of the window of 300 calls.
    assertThat(passed).isBetween(100, 160);
    assertThat(breaker.lateReadings()).isPositive();
  }

  @Test
  void a_wall_clock_that_is_set_back_an_hour_keeps_it_open_unless_a_steady_clock_reads_it() {
    SteadyClock clock = new SteadyClock(() -> now);
    open();
    now -= 3_600 * SECOND;
    assertThat(breaker.state(clock.getAsLong())).isEqualTo(State.OPEN);
    now += 10 * SECOND;
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    assertThat(breaker.state(clock.getAsLong())).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void what_was_asked_before_an_outage_closes_nothing() {
    long before1 = breaker.tryAcquire(now);
    long before2 = breaker.tryAcquire(now);
    open();
    now += 10 * SECOND;
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    breaker.report(before1, Outcome.SUCCESS, now);
    breaker.report(before2, Outcome.SUCCESS, now);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.late()).isEqualTo(2);
  }

  @Test
  void what_was_cancelled_from_before_an_outage_gives_no_further_probe() {
    List<Long> before = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      before.add(breaker.tryAcquire(now));
    }
    open();
    now += 10 * SECOND;
    int probes = 0;
    for (long permit : before) {
      probes += breaker.tryAcquire(now) == REFUSED ? 0 : 1;
      breaker.report(permit, Outcome.IGNORED, now);
    }
    assertThat(probes).isEqualTo(2);
  }

  @Test
  void a_probe_whose_caller_died_counts_as_a_timeout() {
    open();
    now += 10 * SECOND;
    assertThat(breaker.tryAcquire(now)).isNotEqualTo(REFUSED);
    now += 60 * SECOND;
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    now += 10 * SECOND;
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void an_ignored_probe_may_be_sent_again() {
    open();
    now += 10 * SECOND;
    long first = breaker.tryAcquire(now);
    breaker.tryAcquire(now);
    breaker.report(first, Outcome.IGNORED, now);
    assertThat(breaker.tryAcquire(now)).isNotEqualTo(REFUSED);
    assertThat(breaker.tryAcquire(now)).isEqualTo(REFUSED);
  }

  @Test
  void probes_that_say_nothing_are_replaced_and_no_more_are_out_at_once() {
    open();
    now += 10 * SECOND;
    call(Outcome.SUCCESS);
    for (int i = 0; i < 10; i++) {
      long probe = breaker.tryAcquire(now);
      assertThat(probe).isNotEqualTo(REFUSED);
      assertThat(breaker.tryAcquire(now)).as("one succeeded, one is out").isEqualTo(REFUSED);
      breaker.report(probe, Outcome.IGNORED, now);
    }
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    call(Outcome.SUCCESS);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_window_too_short_to_be_cut_into_slices_is_refused() {
    assertThatThrownBy(() -> SETTINGS.withWindow(Duration.ofNanos(999_999), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window is PT0.000999999S, expected at least a millisecond: it has ten slices");
    assertThat(SETTINGS.withWindow(Duration.ofMillis(1), 10).window())
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void it_stays_open_longer_each_time_that_the_probes_fail() {
    breaker =
        new CircuitBreaker(
            SETTINGS.withOpen(Duration.ofSeconds(10), Duration.ofSeconds(35)), 1, now);
    open();
    for (long expected : new long[] {10, 20, 35, 35}) {
      assertThat(breaker.remainingOpenNanos(now)).isEqualTo(expected * SECOND);
      now += expected * SECOND;
      call(Outcome.TIMEOUT);
    }
    now += 35 * SECOND;
    call(Outcome.SUCCESS);
    call(Outcome.SUCCESS);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    open();
    assertThat(breaker.remainingOpenNanos(now)).isEqualTo(10 * SECOND);
  }

  @Test
  void one_kind_of_failure_may_have_a_bound_of_its_own() {
    breaker = new CircuitBreaker(SETTINGS.withShare(Outcome.OVERLOAD, 0.2), 1, now);
    for (int i = 0; i < 8; i++) {
      call(Outcome.SUCCESS);
    }
    call(Outcome.OVERLOAD);
    call(Outcome.OVERLOAD);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void permits_that_come_back_twice_or_from_elsewhere_have_no_effect() {
    CircuitBreaker other = new CircuitBreaker(SETTINGS, 2, now);
    for (int i = 0; i < 20; i++) {
      breaker.report(other.tryAcquire(now), Outcome.ERROR, now);
    }
    long one = breaker.tryAcquire(now);
    for (int i = 0; i < 20; i++) {
      breaker.report(one, Outcome.ERROR, now);
    }
    breaker.report(REFUSED, Outcome.ERROR, now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    assertThat(breaker.misused()).isEqualTo(20 + 19 + 1);
  }

  /** Whatever callers and clocks do, it is never stuck, and never sends more probes than it may. */
  @RepeatedTest(50)
  void it_comes_back_whatever_happened_before(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> permits = new ArrayList<>();
    int probes = 0;
    long opened = 0;
    for (int step = 0; step < 2_000; step++) {
      now +=
          switch (random.nextInt(20)) {
            case 0 -> -random.nextLong(100 * SECOND);
            case 1 -> random.nextLong(100 * SECOND);
            default -> random.nextLong(SECOND);
          };
      State before = breaker.state(now);
      if (breaker.opened() != opened) {
        opened = breaker.opened();
        probes = 0;
      }
      if (random.nextBoolean()) {
        long permit = breaker.tryAcquire(now);
        if (permit != REFUSED) {
          permits.add(permit);
          probes += before == State.HALF_OPEN ? 1 : 0;
          assertThat(before).as("seed %d", seed).isNotEqualTo(State.OPEN);
        }
        assertThat(before == State.HALF_OPEN ? probes : 0)
            .as("seed %d, step %d", seed, step)
            .isLessThanOrEqualTo(SETTINGS.probes());
      } else if (!permits.isEmpty()) {
        long permit = permits.get(random.nextInt(permits.size()));
        Outcome outcome = Outcome.values()[random.nextInt(4)];
        breaker.report(permit, outcome, now);
        if (breaker.state(now) == State.CLOSED) {
          probes = 0;
        }
      }
    }
    for (int i = 0; i < 20 && breaker.state(now) != State.CLOSED; i++) {
      now += 100 * SECOND;
      call(Outcome.SUCCESS);
      call(Outcome.SUCCESS);
    }
    assertThat(breaker.state(now)).as("seed %d", seed).isEqualTo(State.CLOSED);
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> SETTINGS.withAnyFailure(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("anyFailure is NaN, expected");
    assertThatThrownBy(() -> SETTINGS.withShare(Outcome.SUCCESS, 0.5))
        .hasMessageContaining("shares has SUCCESS");
    assertThatThrownBy(() -> SETTINGS.withOpen(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessage("longestOpen is PT1S, expected at least open, PT2S");
    assertThatThrownBy(() -> SETTINGS.withPermitLife(Duration.ofSeconds(-1)))
        .hasMessageStartingWith("permitLife is PT-1S");
  }

  private void open() {
    while (breaker.state(now) == State.CLOSED) {
      call(Outcome.ERROR);
    }
  }

  private void call(Outcome outcome) {
    breaker.report(breaker.tryAcquire(now), outcome, now);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 14, 28, 29, 55, 57, 58, 70, 99})
  void a_share_is_reached_at_exactly_so_many_of_a_hundred(int percent) {
    BreakerSettings any =
        BreakerSettings.DEFAULT
            .withWindow(Duration.ofSeconds(10), 100)
            .withAnyFailure(percent / 100.0);
    BreakerSettings kind =
        BreakerSettings.DEFAULT
            .withWindow(Duration.ofSeconds(10), 100)
            .withAnyFailure(1)
            .withShare(Outcome.OVERLOAD, percent / 100.0);
    for (BreakerSettings settings : new BreakerSettings[] {any, kind}) {
      for (int bad = percent - 1; bad <= percent; bad++) {
        CircuitBreaker one = new CircuitBreaker(settings, 1, 0);
        SharedBreaker shared = new SharedBreaker(settings, 1, 0);
        for (int i = 0; i < 100; i++) {
          Outcome outcome = i < bad ? Outcome.OVERLOAD : Outcome.SUCCESS;
          one.report(one.tryAcquire(0), outcome, 0);
          shared.report(shared.tryAcquire(0), outcome, 0);
        }
        assertThat(one.opened()).as("%d of 100", bad).isEqualTo(bad == percent ? 1 : 0);
        assertThat(shared.opened()).as("%d of 100", bad).isEqualTo(bad == percent ? 1 : 0);
      }
    }
  }
}
