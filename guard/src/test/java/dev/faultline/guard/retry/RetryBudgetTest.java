package dev.faultline.guard.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void a_tenth_of_the_requests_is_retried() {
    RetryBudget budget = new RetryBudget(0.1, 10, 0, 0);
    int retries = 0;
    for (int i = 0; i < 10_000; i++) {
      budget.request(0);
      retries += budget.tryRetry(0) ? 1 : 0;
    }
    assertThat(retries).isBetween(1_000, 1_010);
  }

  @Test
  void few_requests_have_a_trickle_of_retries() {
    long now = Long.MAX_VALUE - 5 * SECOND;
    RetryBudget budget = new RetryBudget(0, 3, 1, now);
    while (budget.tryRetry(now)) {}
    int retries = 0;
    for (int i = 0; i < 100; i++) {
      now += SECOND / 10;
      retries += budget.tryRetry(now) ? 1 : 0;
    }
    assertThat(retries).isEqualTo(10);
  }

  @Test
  void readings_from_before_and_after_a_step_back_that_take_turns_bring_nothing() {
    long hour = 3_600 * SECOND;
    RetryBudget budget = new RetryBudget(0.1, 100, 1, 10 * hour);
    int retries = 0;
    for (int i = 0; i < 10; i++) {
      budget.request(9 * hour);
      while (budget.tryRetry(10 * hour)) {
        retries++;
      }
    }
    // The burst; the first request found it full, and nine bring less than a token.
    assertThat(retries).isEqualTo(100);
  }

  @Test
  void a_year_without_calls_brings_the_trickle() {
    for (long days : new long[] {20, 30, 45, 60, 365, 700}) {
      RetryBudget budget = new RetryBudget(0, 3, 1, 5);
      while (budget.tryRetry(5)) {}
      assertThat(budget.tryRetry(days * 86_400 * SECOND)).as("%d days", days).isTrue();
      assertThat(budget.tokens()).isEqualTo(2);
    }
  }

  @Test
  void a_quiet_time_of_any_length_brings_the_trickle_at_once() {
    for (long days : new long[] {994, 995, 1_500, 1_900, 1_988, 2_500, 36_500}) {
      RetryBudget budget = new RetryBudget(0, 3, 1, 5);
      while (budget.tryRetry(5)) {}
      long now = days * 86_400 * SECOND;
      assertThat(budget.tryRetry(now)).as("%d days", days).isTrue();
      while (budget.tryRetry(now)) {}
      assertThat(budget.tryRetry(now + SECOND + SECOND / 100)).as("%d days", days).isTrue();
    }
  }

  @Test
  void a_reading_from_just_before_the_last_one_brings_nothing() {
    RetryBudget budget = new RetryBudget(0, 1, 1_000, 0);
    assertThat(budget.tryRetry(SECOND + 9_000_000)).isTrue();
    assertThat(budget.tryRetry(SECOND + 12_000_000)).isTrue();
    assertThat(budget.tryRetry(SECOND + 9_500_000)).as("of the tick before").isFalse();
  }

  @Test
  void threads_together_get_no_more_than_there_is() throws InterruptedException {
    RetryBudget budget = new RetryBudget(0, 1_000, 0, 0);
    AtomicInteger retries = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                while (budget.tryRetry(0)) {
                  retries.incrementAndGet();
                }
              });
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(retries).hasValue(1_000);
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> new RetryBudget(1.5, 10, 0, 0))
        .hasMessage("share is 1.5, expected 0.0 to 1.0");
    assertThatThrownBy(() -> new RetryBudget(0.1, 0, 0, 0))
        .hasMessage("burst is 0, expected 1 to 1000000");
  }

  @Test
  void a_share_that_would_be_none_is_refused() {
    assertThatThrownBy(() -> new RetryBudget(0.0004, 10, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share is 4.0E-4, expected 0, or 0.001 to 1.0: it counts in thousandths");
    assertThat(new RetryBudget(0, 10, 0, 0).tokens()).isEqualTo(10);
  }
}
