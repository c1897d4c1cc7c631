package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever servers, clocks and callers do: a call ends, and its guards are as they were. */
class CallPropertyTest {
  private static final long MS = 1_000_000;

  @RepeatedTest(200)
  void every_call_ends_in_time_and_gives_all_permits_back(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    long now = random.nextLong();
    SharedBulkhead bulkhead = new SharedBulkhead(3, Duration.ofDays(1), 1);
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 2, now);
    RetryBudget budget = new RetryBudget(0.2, 5, 1, now);
    Guards guards = Guards.NONE.with(bulkhead).with(breaker).with(budget);
    for (int i = 0; i < 20; i++) {
      CallSettings settings =
          new CallSettings(
              1 + random.nextInt(6),
              Duration.ofMillis(1 + random.nextInt(200)),
              Duration.ofMillis(random.nextInt(20)),
              Backoff.fullJitter(Duration.ofMillis(5), Duration.ofMillis(100)),
              random.nextInt(3),
              Duration.ofMillis(1 + random.nextInt(50)));
      boolean isIdempotent = random.nextInt(4) > 0;
      long time = random.nextInt(500) * MS;
      Call call =
          new Call(
              settings,
              guards,
              new Deadline(time, 0),
              Priority.CRITICAL,
              isIdempotent,
              random::nextLong,
              now);
      now = run(call, settings, isIdempotent, time, now, random, "seed " + seed + ", call " + i);
      assertThat(bulkhead.inUse(now)).as("seed %d, call %d", seed, i).isZero();
      assertThat(breaker.permitsOut(now)).as("seed %d, call %d", seed, i).isZero();
    }
    assertThat(bulkhead.misused() + breaker.misused()).as("seed %d", seed).isZero();
  }

  private static long run(
      Call call,
      CallSettings settings,
      boolean isIdempotent,
      long time,
      long from,
      SplittableRandom random,
      String where) {
    long now = from;
    Set<Integer> out = new TreeSet<>();
    int sent = 0;
    for (int step = 0; step < 1_000; step++) {
      switch (call.next(now)) {
        case Step.Send(var attempt, var deadline) -> {
          assertThat(attempt).as(where).isEqualTo(sent++);
          assertThat(deadline.remainingNanos())
              .as(where)
              .isPositive()
              .isLessThanOrEqualTo(from + time - now)
              .isLessThanOrEqualTo(settings.attemptTimeout().toNanos());
          if (!isIdempotent) {
            assertThat(out).as(where).isEmpty();
          }
          out.add(attempt);
          assertThat(out).as(where).hasSizeLessThanOrEqualTo(1 + settings.hedges());
        }
        case Step.Cancel(var attempt) -> assertThat(out.remove(attempt)).as(where).isTrue();
        case Step.Wait(var until) -> {
          assertThat(until - now).as(where).isPositive();
          if (out.isEmpty() || random.nextInt(3) == 0) {
            now = until;
          } else {
            now += random.nextLong(until - now);
            int attempt = random.nextInt(sent);
            out.remove(attempt);
            call.ended(attempt, Outcome.values()[random.nextInt(5)], now);
          }
        }
        case Step.Done(var ending) -> {
          assertThat(out).as(where).isEmpty();
          assertThat(sent).as(where).isLessThanOrEqualTo(settings.attempts());
          assertThat(now - from).as(where).isBetween(0L, time);
          if (ending instanceof Ending.Refused) {
            assertThat(sent).as(where).isZero();
          }
          return now;
        }
      }
    }
    throw new AssertionError(where + ": no end");
  }
}
