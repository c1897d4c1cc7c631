package dev.faultline.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.AdmissionVictims.AdaptiveVictim;
import dev.faultline.guard.AdmissionVictims.BulkheadVictim;
import dev.faultline.guard.AdmissionVictims.CoDelVictim;
import dev.faultline.guard.AdmissionVictims.CreditsVictim;
import dev.faultline.guard.AdmissionVictims.LimiterVictim;
import dev.faultline.guard.AdmissionVictims.SharedAdaptiveVictim;
import dev.faultline.guard.AdmissionVictims.SharedBulkheadVictim;
import dev.faultline.guard.AdmissionVictims.SharedCoDelVictim;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.breaker.BreakerSettings;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Ejection;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedBreaker;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.call.Call;
import dev.faultline.guard.call.CallSettings;
import dev.faultline.guard.call.CancelTable;
import dev.faultline.guard.call.Guards;
import dev.faultline.guard.call.IdempotencyKey;
import dev.faultline.guard.call.ReplyTable;
import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * All guards under callers that do everything wrong, clocks that jump ahead and readings that come
 * late: nothing is thrown on the caller's path, what is wrong is counted, and the guard works
 * afterwards.
 */
class MisuseTest {
  static final long SECOND = 1_000_000_000;
  static final Duration LIFE = Duration.ofSeconds(30);
  static final int STEPS = 3_000;

  private static final BreakerSettings BREAKER =
      BreakerSettings.DEFAULT
          .withOpen(Duration.ofSeconds(1), Duration.ofSeconds(8))
          .withPermitLife(LIFE);

  /**
   * A guard under such a caller.
   *
   * @param misused what it has counted; null if it has nothing that could be misused
   */
  interface Victim {
    /** One call, with times and permits that may be anything. */
    void wrong(long now, long any);

    /** Whether it does its work for a good caller, from now on. */
    boolean works(long now);

    default LongSupplier misused() {
      return () -> 1;
    }
  }

  private record Case(String name, LongFunction<Victim> victim) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> GUARDS =
      List.of(
          new Case("backoff", now -> new BackoffVictim()),
          new Case("retry budget", BudgetVictim::new),
          new Case("deadline", now -> new DeadlineVictim()),
          new Case(
              "circuit breaker", now -> new BreakerVictim(new CircuitBreaker(BREAKER, 1, now))),
          new Case("shared breaker", SharedBreakerVictim::new),
          new Case("ejection", now -> new EjectionVictim()),
          new Case("shared ejection", now -> new SharedEjectionVictim()),
          new Case("rate limiter", LimiterVictim::new),
          new Case("bulkhead", now -> new BulkheadVictim()),
          new Case("shared bulkhead", now -> new SharedBulkheadVictim()),
          new Case("adaptive limit", AdaptiveVictim::new),
          new Case("shared adaptive limit", SharedAdaptiveVictim::new),
          new Case("CoDel", now -> new CoDelVictim()),
          new Case("shared CoDel", now -> new SharedCoDelVictim()),
          new Case("credits", now -> new CreditsVictim()),
          new Case("call", CallVictim::new),
          new Case("cancellations", now -> new CancelVictim()),
          new Case("replies", now -> new ReplyVictim()));

  @ParameterizedTest
  @FieldSource("GUARDS")
  void nothing_throws_all_is_counted_and_the_guard_works_afterwards(Case guard) {
    for (long seed = 1; seed <= 10; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long now = random.nextLong();
      Victim victim = guard.victim().apply(now);
      for (int step = 0; step < STEPS; step++) {
        long late = 0;
        switch (random.nextInt(30)) {
          case 0 -> late = random.nextLong(3_600 * SECOND);
          case 1 -> now += random.nextLong(3_600 * SECOND);
          case 2 -> late = random.nextLong(SECOND);
          default -> now += random.nextLong(SECOND / 10);
        }
        long any = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(64) - 32;
        victim.wrong(now - late, any);
      }
      assertThat(victim.misused().getAsLong()).as("misused, seed %d", seed).isPositive();
      assertThat(victim.works(now)).as("works, seed %d", seed).isTrue();
    }
  }

  private static final class BackoffVictim implements Victim {
    private final Backoff backoff = Backoff.fullJitter(Duration.ofMillis(1), LIFE);

    @Override
    public void wrong(long now, long any) {
      assertThat(backoff.delayNanos((int) any, now, any)).isBetween(0L, LIFE.toNanos());
    }

    @Override
    public boolean works(long now) {
      return true;
    }
  }

  private static final class DeadlineVictim implements Victim {
    @Override
    public void wrong(long now, long any) {
      Deadline deadline = Deadline.at(now, any, (int) any & 7).less(any).less(-any).retried();
      assertThat(deadline.remainingNanos()).isNotNegative();
      assertThat(deadline.isTooShortFor(any)).isEqualTo(deadline.remainingNanos() < any);
    }

    @Override
    public boolean works(long now) {
      return Deadline.at(now + SECOND, now, 0).endsAt(now) == now + SECOND;
    }
  }

  private static final class BudgetVictim implements Victim {
    private final RetryBudget budget;

    BudgetVictim(long now) {
      budget = new RetryBudget(0.1, 100, 1, now);
    }

    @Override
    public void wrong(long now, long any) {
      budget.request(any % 3 == 0 ? now - (any >>> 2) : now);
      budget.tryRetry(now);
      assertThat(budget.tokens()).isBetween(0, 100);
    }

    @Override
    public boolean works(long now) {
      budget.tryRetry(now);
      while (budget.tryRetry(now)) {}
      for (int i = 0; i < 10; i++) {
        budget.request(now);
      }
      return budget.tryRetry(now) && !budget.tryRetry(now);
    }
  }

  private record BreakerVictim(CircuitBreaker breaker, List<Long> permits) implements Victim {
    BreakerVictim(CircuitBreaker breaker) {
      this(breaker, new ArrayList<>());
    }

    @Override
    public void wrong(long now, long any) {
      permits.add(breaker.tryAcquire(now));
      breaker.report(any, Outcome.SUCCESS, now);
      long one = permits.get((int) Math.floorMod(any, (long) permits.size()));
      Outcome outcome = Outcome.values()[Math.floorMod((int) any, 5)];
      breaker.report(one, outcome, now);
    }

    @Override
    public boolean works(long now) {
      return closes(breaker::state, breaker::tryAcquire, breaker::report, now);
    }

    @Override
    public LongSupplier misused() {
      return breaker::misused;
    }
  }

  private static final class SharedBreakerVictim implements Victim {
    private final SharedBreaker breaker;
    private long last;

    SharedBreakerVictim(long now) {
      breaker = new SharedBreaker(BREAKER, 1, now);
    }

    @Override
    public void wrong(long now, long any) {
      breaker.report(last, Outcome.values()[Math.floorMod((int) any, 5)], now);
      breaker.report(any, Outcome.ERROR, now);
      last = breaker.tryAcquire(now);
      assertThat(breaker.remainingOpenNanos(now)).isNotNegative();
    }

    @Override
    public boolean works(long now) {
      return closes(breaker::state, breaker::tryAcquire, breaker::report, now);
    }

    @Override
    public LongSupplier misused() {
      return breaker::misused;
    }
  }

  private interface Report {
    void report(long permit, Outcome outcome, long now);
  }

  private static boolean closes(
      LongFunction<State> state, LongFunction<Long> acquire, Report report, long from) {
    long now = from;
    for (int i = 0; i < 20 && state.apply(now) != State.CLOSED; i++) {
      now += LIFE.toNanos() + 10 * SECOND;
      for (int probe = 0; probe < 2; probe++) {
        report.report(acquire.apply(now), Outcome.SUCCESS, now);
      }
    }
    return state.apply(now) == State.CLOSED;
  }

  private static final class EjectionVictim implements Victim {
    private final Ejection group = new Ejection(4, 0.5, 3, Duration.ofSeconds(1));

    @Override
    public void wrong(long now, long any) {
      int member = (int) any % 10;
      group.report(member, Outcome.values()[Math.floorMod((int) any, 5)], now);
      group.isUsed(member, now);
      assertThat(group.ejected(now)).isBetween(0, 2);
    }

    @Override
    public boolean works(long now) {
      return group.ejected(now + 100 * SECOND) == 0;
    }

    @Override
    public LongSupplier misused() {
      return group::misused;
    }
  }

  private static final class SharedEjectionVictim implements Victim {
    private final SharedEjection group = new SharedEjection(4, 0.5, 3, Duration.ofSeconds(1));

    @Override
    public void wrong(long now, long any) {
      group.report((int) any, Outcome.ERROR, now);
      group.report((int) any & 3, Outcome.ERROR, now);
      assertThat(group.isUsed((int) any | Integer.MIN_VALUE, now)).isFalse();
      assertThat(group.ejections()).isNotNegative();
    }

    @Override
    public boolean works(long now) {
      return group.ejected(now + 100 * SECOND) == 0;
    }

    @Override
    public LongSupplier misused() {
      return group::misused;
    }
  }

  private static final class CallVictim implements Victim {
    private final Call call;

    CallVictim(long now) {
      call =
          new Call(
              CallSettings.DEFAULT,
              Guards.NONE,
              Deadline.in(Duration.ofSeconds(1)),
              Priority.NORMAL,
              true,
              () -> 5,
              now);
    }

    @Override
    public void wrong(long now, long any) {
      call.ended((int) any | Integer.MIN_VALUE, Outcome.SUCCESS, now);
      call.ended(20, Outcome.ERROR, now);
      assertThat(call.next(now)).isNotNull();
      assertThat(call.started()).isLessThanOrEqualTo(3);
    }

    @Override
    public boolean works(long now) {
      call.cancel(now);
      return true;
    }

    @Override
    public LongSupplier misused() {
      return call::misused;
    }
  }

  private static final class CancelVictim implements Victim {
    private final CancelTable<Long> table = new CancelTable<>(LIFE, LIFE, 100);

    @Override
    public void wrong(long now, long any) {
      table.end(any, any);
      table.cancel(any + 1, now);
      // Either was cancelled before, or the second is here already.
      long ticket = Math.max(table.begin(any, now), table.begin(any, now));
      table.cancel(any, now);
      table.end(any, ticket);
      table.end(any, ticket);
    }

    @Override
    public boolean works(long now) {
      return table.size() == 0 && table.begin(-77L, now + 10 * LIFE.toNanos()) >= 0;
    }

    @Override
    public LongSupplier misused() {
      return table::misused;
    }
  }

  private static final class ReplyVictim implements Victim {
    private final ReplyTable<String> table = new ReplyTable<>(LIFE, 1_000);

    @Override
    public void wrong(long now, long any) {
      IdempotencyKey key = new IdempotencyKey(0, any & 15);
      table.finish(key, any, "not begun", now);
      if (table.begin(key, any, now) instanceof ReplyTable.Begun.Run<String>(long ticket)) {
        table.abandon(key, ticket);
      }
      table.abandon(key, any);
    }

    @Override
    public boolean works(long now) {
      return table.begin(new IdempotencyKey(1, 1), 0, now) instanceof ReplyTable.Begun.Run;
    }

    @Override
    public LongSupplier misused() {
      return table::misused;
    }
  }
}
