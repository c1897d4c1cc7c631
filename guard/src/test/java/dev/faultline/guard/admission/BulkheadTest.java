package dev.faultline.guard.admission;

import static dev.faultline.guard.admission.Bulkhead.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private final Bulkhead bulkhead = new Bulkhead(10, Duration.ofSeconds(30), 3);

  @Test
  void who_takes_the_last_place_of_its_priority_is_told() {
    Bulkhead bulkhead = new Bulkhead(10, Duration.ofSeconds(30), 1);
    for (int i = 1; i <= 5; i++) {
      long permit = bulkhead.tryAcquire(Priority.RECOVERY, 0);
      assertThat(bulkhead.hasFilled(permit)).isEqualTo(i == 5);
    }
    long sixth = bulkhead.tryAcquire(Priority.SHEDDABLE, 0);
    assertThat(bulkhead.hasFilled(sixth)).isFalse();
    long seventh = bulkhead.tryAcquire(Priority.SHEDDABLE, 0);
    assertThat(bulkhead.hasFilled(seventh)).isTrue();
    assertThat(bulkhead.release(sixth, 0)).isTrue();
    assertThat(bulkhead.hasFilled(sixth)).isFalse();
    assertThat(bulkhead.hasFilled(seventh)).isTrue();
    assertThat(bulkhead.hasFilled(Bulkhead.REFUSED)).isFalse();
    assertThat(bulkhead.misused()).isZero();
  }

  @Test
  void what_matters_less_is_refused_earlier() {
    for (Priority priority :
        new Priority[] {
          Priority.RECOVERY, Priority.SHEDDABLE, Priority.NORMAL, Priority.CRITICAL
        }) {
      while (bulkhead.tryAcquire(priority, 0) != REFUSED) {}
      assertThat(bulkhead.inUse(0))
          .isEqualTo(
              switch (priority) {
                case RECOVERY -> 5;
                case SHEDDABLE -> 7;
                case NORMAL -> 9;
                case CRITICAL -> 10;
              });
    }
    assertThat(bulkhead.refused(Priority.RECOVERY)).isEqualTo(1);
  }

  @Test
  void shares_of_a_limit_are_whole_numbers() {
    assertThat(Priority.SHEDDABLE.roomOf(90)).isEqualTo(63);
    assertThat(Priority.RECOVERY.roomOf(1)).isEqualTo(1);
    assertThat(Priority.CRITICAL.roomOf(1_000_000)).isEqualTo(1_000_000);
  }

  @Test
  void room_comes_back_with_its_permit_once() {
    Deque<Long> permits = new ArrayDeque<>();
    for (int i = 0; i < 10; i++) {
      permits.add(bulkhead.tryAcquire(Priority.CRITICAL, 0));
    }
    long permit = permits.remove();
    assertThat(bulkhead.release(permit, 0)).isTrue();
    assertThat(bulkhead.release(permit, 0)).isFalse();
    assertThat(bulkhead.inUse(0)).isEqualTo(9);
    assertThat(bulkhead.misused()).isEqualTo(1);
  }

  @Test
  void callers_that_die_do_not_use_the_room_up_for_good() {
    while (bulkhead.tryAcquire(Priority.CRITICAL, 0) != REFUSED) {}
    assertThat(bulkhead.tryAcquire(Priority.CRITICAL, Duration.ofSeconds(30).toNanos()))
        .isNotEqualTo(REFUSED);
    assertThat(bulkhead.expired()).isEqualTo(10);
  }

  @Test
  void a_lower_limit_holds_as_soon_as_work_has_left() {
    long first = bulkhead.tryAcquire(Priority.CRITICAL, 0);
    long second = bulkhead.tryAcquire(Priority.CRITICAL, 0);
    bulkhead.setLimit(1);
    assertThat(bulkhead.tryAcquire(Priority.CRITICAL, 0)).isEqualTo(REFUSED);
    bulkhead.release(first, 0);
    assertThat(bulkhead.tryAcquire(Priority.CRITICAL, 0)).isEqualTo(REFUSED);
    bulkhead.release(second, 0);
    assertThat(bulkhead.tryAcquire(Priority.RECOVERY, 0)).isNotEqualTo(REFUSED);
  }

  @Test
  void a_breaker_with_the_same_id_has_other_permits() {
    dev.faultline.guard.breaker.CircuitBreaker breaker =
        new dev.faultline.guard.breaker.CircuitBreaker(
            dev.faultline.guard.breaker.BreakerSettings.DEFAULT, 1, 0);
    Bulkhead bulkhead = new Bulkhead(1, Duration.ofSeconds(10), 1);
    long permit = bulkhead.tryAcquire(Priority.CRITICAL, 0);
    long other = breaker.tryAcquire(0);
    assertThat(bulkhead.release(other, 0)).isFalse();
    assertThat(bulkhead.inUse(0)).isEqualTo(1);
    assertThat(bulkhead.release(permit, 0)).isTrue();
  }
}
