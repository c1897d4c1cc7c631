package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.call.Guards.Refusal;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTest {
  private static final long MS = 1_000_000;
  private static final CallSettings SETTINGS =
      CallSettings.DEFAULT
          .withAttemptTimeout(Duration.ofMillis(100))
          .withBackoff(Backoff.fixed(Duration.ofMillis(10)));

  // Clocks begin anywhere.
  private long now = Long.MAX_VALUE - 50 * MS;
  private final long start = now;

  private Call call(CallSettings settings, Guards guards, boolean isIdempotent) {
    return new Call(
        settings,
        guards,
        Deadline.in(Duration.ofSeconds(1)),
        Priority.NORMAL,
        isIdempotent,
        () -> 0,
        now);
  }

  private void after(long millis) {
    now += millis * MS;
  }

  private static Step send(int attempt, long millis) {
    return new Step.Send(attempt, new Deadline(millis * MS, attempt));
  }

  private Step waitUntil(long millis) {
    return new Step.Wait(start + millis * MS);
  }

  private static Step done(Ending ending) {
    return new Step.Done(ending);
  }

  @Test
  void a_call_that_is_answered_is_sent_once() {
    Call call = call(SETTINGS, Guards.NONE, true);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    assertThat(call.next(now)).isEqualTo(waitUntil(100));
    after(7);
    call.ended(0, Outcome.SUCCESS, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Answered(0)));
  }

  @Test
  void a_failed_attempt_is_repeated_after_its_backoff_until_the_attempts_are_used_up() {
    Call call = call(SETTINGS, Guards.NONE, true);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    call.ended(0, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(10));
    after(10);
    assertThat(call.next(now)).isEqualTo(send(1, 100));
    call.ended(1, Outcome.ERROR, now);
    after(10);
    assertThat(call.next(now)).isEqualTo(send(2, 100));
    call.ended(2, Outcome.OVERLOAD, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Failed(2, Outcome.OVERLOAD, null)));
  }

  @Test
  void an_attempt_that_was_not_sent_gives_its_permits_back_and_leaves_the_others() {
    SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofDays(1), 1);
    Call call =
        call(SETTINGS.withHedges(1, Duration.ofMillis(10)), Guards.NONE.with(bulkhead), true);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    after(10);
    assertThat(call.next(now)).isEqualTo(send(1, 100));
    assertThat(bulkhead.inUse(now)).isEqualTo(2);
    call.notSent(1, now);
    assertThat(bulkhead.inUse(now)).isEqualTo(1);
    assertThat(call.next(now)).isEqualTo(waitUntil(100));
    call.notSent(1, now);
    assertThat(call.misused()).isEqualTo(1);
    call.ended(0, Outcome.ERROR, now);
    after(10);
    assertThat(call.next(now)).isEqualTo(send(2, 100));
    call.notSent(2, now);
    assertThat(call.next(now))
        .isEqualTo(done(new Ending.Failed(0, Outcome.ERROR, Refusal.EXECUTOR)));
    assertThat(bulkhead.inUse(now)).isZero();
  }

  @Test
  void an_attempt_that_times_out_is_cancelled_at_its_server_and_repeated() {
    Call call = call(SETTINGS, Guards.NONE, true);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    after(100);
    assertThat(call.next(now)).isEqualTo(new Step.Cancel(0));
    assertThat(call.next(now)).isEqualTo(waitUntil(110));
    after(10);
    assertThat(call.next(now)).isEqualTo(send(1, 100));
    // Late, from an attempt that was given up: of no effect.
    call.ended(0, Outcome.SUCCESS, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(210));
    assertThat(call.misused()).isEqualTo(1);
  }

  @Test
  void the_deadline_ends_everything_and_no_attempt_gets_more_time_than_is_left() {
    Call call = call(SETTINGS.withAttemptTimeout(Duration.ofSeconds(5)), Guards.NONE, true);
    assertThat(call.next(now)).isEqualTo(send(0, 1_000));
    assertThat(call.next(now)).isEqualTo(waitUntil(1_000));
    after(1_000);
    assertThat(call.next(now)).isEqualTo(new Step.Cancel(0));
    assertThat(call.next(now)).isEqualTo(done(new Ending.Late()));
    call.ended(0, Outcome.SUCCESS, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Late()));
  }

  @Test
  void a_call_that_slept_beyond_its_deadline_with_nothing_out_ends_with_the_failure_that_it_has() {
    Call call = call(SETTINGS, Guards.NONE, false);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    after(10);
    call.ended(0, Outcome.OVERLOAD, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(20));
    // Its thread is held up; nothing is out of which nobody knows.
    after(1_200);
    assertThat(call.next(now))
        .isEqualTo(done(new Ending.Failed(0, Outcome.OVERLOAD, Refusal.DEADLINE)));
  }

  @Test
  void a_retry_that_would_have_too_little_time_is_not_waited_for() {
    Call call = call(SETTINGS.withLeast(Duration.ofMillis(50)), Guards.NONE, true);
    call.next(now);
    after(60);
    call.ended(0, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(70));
    after(10);
    call.next(now);
    after(90);
    call.ended(1, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(170));
    Call late =
        new Call(
            SETTINGS.withLeast(Duration.ofMillis(50)),
            Guards.NONE,
            Deadline.in(Duration.ofMillis(100)),
            Priority.NORMAL,
            true,
            () -> 0,
            now);
    late.next(now);
    after(41);
    late.ended(0, Outcome.ERROR, now);
    assertThat(late.next(now))
        .isEqualTo(done(new Ending.Failed(0, Outcome.ERROR, Refusal.DEADLINE)));
  }

  @Test
  void a_call_whose_deadline_is_over_is_not_sent() {
    Call call =
        new Call(SETTINGS, Guards.NONE, new Deadline(0, 0), Priority.NORMAL, true, () -> 0, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Refused(Refusal.DEADLINE)));
    Call tooShort =
        new Call(SETTINGS, Guards.NONE, new Deadline(5, 0), Priority.NORMAL, true, () -> 0, now);
    assertThat(tooShort.next(now)).isEqualTo(done(new Ending.Refused(Refusal.DEADLINE)));
  }

  @Test
  void what_is_not_idempotent_is_repeated_only_when_it_was_refused() {
    Call call = call(SETTINGS.withHedges(1, Duration.ofMillis(20)), Guards.NONE, false);
    call.next(now);
    // No hedge after 20 ms.
    assertThat(call.next(now)).isEqualTo(waitUntil(100));
    call.ended(0, Outcome.OVERLOAD, now);
    after(10);
    assertThat(call.next(now)).isEqualTo(send(1, 100));
    call.ended(1, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Failed(1, Outcome.ERROR, null)));
  }

  @Test
  void what_says_nothing_about_the_other_side_is_not_repeated() {
    Call call = call(SETTINGS, Guards.NONE, true);
    call.next(now);
    call.ended(0, Outcome.IGNORED, now);
    assertThat(call.next(now)).isEqualTo(done(new Ending.Failed(0, Outcome.IGNORED, null)));
  }

  @Test
  void a_hedge_goes_out_beside_a_slow_attempt_and_the_loser_is_cancelled() {
    SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofMinutes(1), 1);
    Call call =
        call(SETTINGS.withHedges(1, Duration.ofMillis(20)), Guards.NONE.with(bulkhead), true);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
    assertThat(call.next(now)).isEqualTo(waitUntil(20));
    after(20);
    assertThat(call.next(now)).isEqualTo(send(1, 100));
    assertThat(call.next(now)).isEqualTo(waitUntil(100));
    assertThat(bulkhead.inUse(now)).isEqualTo(2);
    after(5);
    call.ended(1, Outcome.SUCCESS, now);
    assertThat(bulkhead.inUse(now)).isZero();
    assertThat(call.next(now)).isEqualTo(new Step.Cancel(0));
    assertThat(call.next(now)).isEqualTo(done(new Ending.Answered(1)));
  }

  @Test
  void an_attempt_that_fails_while_its_hedge_is_out_is_not_repeated_yet() {
    Call call = call(SETTINGS.withHedges(1, Duration.ofMillis(20)), Guards.NONE, true);
    call.next(now);
    after(20);
    call.next(now);
    call.ended(0, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(120));
    call.ended(1, Outcome.ERROR, now);
    assertThat(call.next(now)).isEqualTo(waitUntil(30));
    after(10);
    assertThat(call.next(now)).isEqualTo(send(2, 100));
  }

  @Test
  void a_caller_that_gives_up_cancels_what_is_out() {
    Call call = call(SETTINGS, Guards.NONE, true);
    call.next(now);
    call.cancel(now);
    call.cancel(now);
    assertThat(call.next(now)).isEqualTo(new Step.Cancel(0));
    assertThat(call.next(now)).isEqualTo(done(new Ending.Cancelled()));
  }

  @Test
  void retries_and_hedges_take_tokens_and_first_attempts_pay_in() {
    RetryBudget budget = new RetryBudget(0.5, 1, 0, now);
    Guards guards = Guards.NONE.with(budget);
    Call first = call(SETTINGS, guards, true);
    first.next(now);
    first.ended(0, Outcome.ERROR, now);
    after(10);
    assertThat(first.next(now)).isEqualTo(send(1, 100));
    first.ended(1, Outcome.ERROR, now);
    after(10);
    assertThat(first.next(now))
        .isEqualTo(done(new Ending.Failed(1, Outcome.ERROR, Refusal.BUDGET)));
    // Two first attempts pay for one hedge.
    call(SETTINGS, guards, true).next(now);
    Call hedged = call(SETTINGS.withHedges(1, Duration.ofMillis(20)), guards, true);
    hedged.next(now);
    after(20);
    assertThat(hedged.next(now)).isEqualTo(send(1, 100));
    Call without = call(SETTINGS.withHedges(1, Duration.ofMillis(20)), guards, true);
    without.next(now);
    after(20);
    assertThat(without.next(now)).isInstanceOf(Step.Wait.class);
  }

  @Test
  void a_refused_attempt_gives_back_what_it_had_taken() {
    SharedBulkhead bulkhead = new SharedBulkhead(10, Duration.ofMinutes(1), 1);
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 2, now);
    RateLimiter limiter = new RateLimiter(1, Duration.ofSeconds(1), 1, now);
    Guards guards = Guards.NONE.with(bulkhead).with(breaker).with(limiter);
    call(SETTINGS, guards, true).next(now);
    Call refused = call(SETTINGS, guards, true);
    assertThat(refused.next(now)).isEqualTo(done(new Ending.Refused(Refusal.LIMITER)));
    assertThat(bulkhead.inUse(now)).isEqualTo(1);
    assertThat(breaker.misused()).isZero();
  }

  @Test
  void silence_until_the_deadline_opens_the_breaker_and_the_open_breaker_refuses() {
    SharedBreaker breaker = new SharedBreaker(BreakerSettings.DEFAULT, 2, now);
    Guards guards = Guards.NONE.with(breaker);
    CallSettings patient = SETTINGS.withAttemptTimeout(Duration.ofSeconds(30));
    Call[] calls = new Call[20];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = call(patient, guards, true);
      calls[i].next(now);
    }
    after(1_000);
    for (Call call : calls) {
      call.next(now);
    }
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    assertThat(call(SETTINGS, guards, true).next(now))
        .isEqualTo(done(new Ending.Refused(Refusal.BREAKER)));
  }

  @Test
  void a_full_bulkhead_refuses() {
    Guards guards = Guards.NONE.with(new SharedBulkhead(1, Duration.ofMinutes(1), 1));
    call(SETTINGS, guards, true).next(now);
    assertThat(call(SETTINGS, guards, true).next(now))
        .isEqualTo(done(new Ending.Refused(Refusal.BULKHEAD)));
  }

  @Test
  void an_adaptive_limit_is_that_of_the_bulkhead() {
    SharedBulkhead bulkhead = new SharedBulkhead(500, Duration.ofMinutes(1), 1);
    SharedAdaptiveLimit limit = new SharedAdaptiveLimit(4, 1, 100, Duration.ofSeconds(10), now);
    Guards guards = Guards.NONE.with(bulkhead, limit);
    serve(guards, bulkhead, Outcome.SUCCESS, 60);
    assertThat(bulkhead.limit()).isBetween(50, 100);
    assertThat(limit.baseNanos()).isEqualTo(10 * MS);
    assertThat(limit.misused()).isZero();
    // Cancelled, wrong, or broken: nothing is learnt from these.
    int before = limit.limit();
    serve(guards, bulkhead, Outcome.ERROR, 1);
    serve(guards, bulkhead, Outcome.IGNORED, 1);
    assertThat(limit.limit()).isEqualTo(before);
    serve(guards, bulkhead, Outcome.OVERLOAD, 1);
    assertThat(limit.limit()).isOne();
    assertThatThrownBy(() -> new Guards(null, null, limit, null, null))
        .hasMessage("limit is given without a bulkhead, expected both: it is the bulkhead's limit");
  }

  /** As many calls as get in, each of 10 ms, for so many seconds. */
  private void serve(Guards guards, SharedBulkhead bulkhead, Outcome outcome, int seconds) {
    CallSettings once = SETTINGS.withAttempts(1);
    for (int round = 0; round < 100 * seconds; round++) {
      List<Call> calls = new ArrayList<>();
      while (true) {
        Call call = call(once, guards, true);
        if (!(call.next(now) instanceof Step.Send)) {
          break;
        }
        calls.add(call);
      }
      assertThat(bulkhead.inUse(now)).isEqualTo(calls.size());
      after(10);
      calls.forEach(call -> call.ended(0, outcome, now));
    }
  }

  @Test
  void attempts_that_were_never_sent_have_no_effect() {
    Call call = call(SETTINGS, Guards.NONE, true);
    call.ended(0, Outcome.SUCCESS, now);
    call.ended(-1, Outcome.SUCCESS, now);
    call.ended(99, Outcome.SUCCESS, now);
    assertThat(call.misused()).isEqualTo(3);
    assertThat(call.next(now)).isEqualTo(send(0, 100));
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> SETTINGS.withAttempts(17))
        .hasMessage("attempts is 17, expected 1 to 16");
    assertThatThrownBy(() -> SETTINGS.withHedges(16, Duration.ofSeconds(1)))
        .hasMessage("hedges is 16, expected 0 to 15");
    assertThatThrownBy(() -> SETTINGS.withHedges(1, Duration.ZERO))
        .hasMessageStartingWith("hedgeAfter is PT0S");
    assertThatThrownBy(() -> SETTINGS.withAttemptTimeout(Duration.ZERO))
        .hasMessageStartingWith("attemptTimeout is PT0S");
    assertThatThrownBy(() -> SETTINGS.withLeast(Duration.ofSeconds(-1)))
        .hasMessageStartingWith("least is PT-1S");
  }
}
