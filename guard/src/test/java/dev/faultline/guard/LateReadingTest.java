package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.call.Call;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.CancelTable;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.call.Step;
import dev.faultline.guard.queue.CoDel;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Threads that were held up between reading the clock and asking a guard: what takes ten seconds
 * takes ten seconds, however late their readings are.
 */
class LateReadingTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final BreakerSettings BREAKER =
      BreakerSettings.DEFAULT.withWindow(TEN, 1).withOpen(TEN, TEN);
  private static final IdempotencyKey KEY = new IdempotencyKey(1, 2);

  /** Something that takes ten seconds of a guard's time. */
  private interface Wait {
    /** Whether it is over; may be asked at any time. */
    boolean isOver(long now);
  }

  private record Case(String name, LongFunction<Wait> begin) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> GUARDS =
      List.of(
          new Case("circuit breaker", LateReadingTest::breaker),
          new Case("shared breaker", LateReadingTest::sharedBreaker),
          new Case("ejection", LateReadingTest::ejection),
          new Case("bulkhead", LateReadingTest::bulkhead),
          new Case("shared bulkhead", LateReadingTest::sharedBulkhead),
          new Case("rate limiter", LateReadingTest::limiter),
          new Case("retry budget", LateReadingTest::budget),
          new Case("replies", LateReadingTest::replies),
          new Case("cancellations", LateReadingTest::cancellations),
          new Case("call", LateReadingTest::call),
          new Case("CoDel", LateReadingTest::delay));

  @ParameterizedTest
  @FieldSource("GUARDS")
  void what_takes_ten_seconds_takes_ten_seconds(Case guard) {
    for (long late : new long[] {1, SECOND / 2, 2 * SECOND, 5 * SECOND, 3_600 * SECOND}) {
      long start = Long.MAX_VALUE - 3 * SECOND;
      Wait wait = guard.begin().apply(start);
      for (long passed = 0; passed < 10 * SECOND; passed += SECOND / 8) {
        assertThat(wait.isOver(start + passed)).as("%d ns, late %d", passed, late).isFalse();
        assertThat(wait.isOver(start + passed - late)).as("late %d", late).isFalse();
      }
      assertThat(wait.isOver(start + 10 * SECOND)).as("late by %d ns", late).isTrue();
    }
  }

  private static Wait breaker(long start) {
    CircuitBreaker breaker = new CircuitBreaker(BREAKER, 1, start);
    breaker.report(breaker.tryAcquire(start), Outcome.ERROR, start);
    return now -> breaker.state(now) == State.HALF_OPEN;
  }

  private static Wait sharedBreaker(long start) {
    SharedBreaker breaker = new SharedBreaker(BREAKER, 1, start);
    breaker.report(breaker.tryAcquire(start), Outcome.ERROR, start);
    return now -> breaker.tryAcquire(now) != CircuitBreaker.REFUSED;
  }

  private static Wait ejection(long start) {
    Ejection group = new Ejection(2, 0.5, 1, TEN);
    group.report(0, Outcome.ERROR, start);
    return now -> group.isUsed(0, now);
  }

  private static Wait bulkhead(long start) {
    Bulkhead bulkhead = new Bulkhead(1, TEN, 1);
    bulkhead.tryAcquire(Priority.NORMAL, start);
    return now -> bulkhead.tryAcquire(Priority.NORMAL, now) != Bulkhead.REFUSED;
  }

  private static Wait sharedBulkhead(long start) {
    SharedBulkhead bulkhead = new SharedBulkhead(1, TEN, 1);
    bulkhead.tryAcquire(Priority.NORMAL, start);
    return now -> bulkhead.tryAcquire(Priority.NORMAL, now) != Bulkhead.REFUSED;
  }

  private static Wait limiter(long start) {
    RateLimiter limiter = new RateLimiter(1, TEN, 3, start);
    while (limiter.tryAcquire(start)) {}
    return limiter::tryAcquire;
  }

  private static Wait budget(long start) {
    // A token a second, and ten of them are wanted.
    RetryBudget budget = new RetryBudget(0, 10, 1, start);
    while (budget.tryRetry(start)) {}
    return now -> {
      budget.request(now);
      return budget.tokens() == 10;
    };
  }

  private static Wait replies(long start) {
    ReplyTable<String> replies = new ReplyTable<>(TEN, 1);
    replies.begin(KEY, 0, start);
    return now -> replies.begin(KEY, 0, now) instanceof ReplyTable.Begun.Run;
  }

  private static Wait cancellations(long start) {
    CancelTable<String> table = new CancelTable<>(TEN, TEN, 10);
    table.begin("work", start);
    return now -> table.begin("work", now) != CancelTable.REFUSED;
  }

  private static Wait call(long start) {
    Call call =
        new Call(
            CallSettings.DEFAULT.withAttemptTimeout(Duration.ofMinutes(1)),
            Guards.NONE,
            Deadline.in(TEN),
            Priority.NORMAL,
            false,
            () -> 5,
            start);
    assertThat(call.next(start)).isInstanceOf(Step.Send.class);
    return now -> !(call.next(now) instanceof Step.Wait);
  }

  private static Wait delay(long start) {
    CoDel delay = new CoDel(Duration.ofMillis(5), TEN);
    delay.shouldDrop(SECOND, false, start);
    return now -> delay.shouldDrop(SECOND, false, now);
  }
}
