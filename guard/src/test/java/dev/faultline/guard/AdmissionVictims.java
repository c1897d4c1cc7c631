package dev.faultline.guard;

import static dev.faultline.guard.MisuseTest.LIFE;
import static dev.faultline.guard.MisuseTest.SECOND;
import static dev.faultline.guard.MisuseTest.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.MisuseTest.Victim;
import dev.faultline.guard.admission.AdaptiveLimit;
import dev.faultline.guard.admission.Bulkhead;
import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.queue.CoDel;
import dev.faultline.guard.queue.CreditGrantor;
import dev.faultline.guard.queue.CreditedSender;
import dev.faultline.guard.queue.SharedCoDel;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is misused of guards that admit: limiters, bulkheads, limits, queues and credits. */
final class AdmissionVictims {
  private AdmissionVictims() {}

  static final class LimiterVictim implements Victim {
    private final RateLimiter limiter;

    LimiterVictim(long now) {
      limiter = new RateLimiter(10, Duration.ofSeconds(1), 5, now);
    }

    @Override
    public void wrong(long now, long any) {
      assertThat(limiter.acquireOrWait(any % 7 == 0 ? now - (any >>> 2) : now)).isNotNegative();
    }

    @Override
    public boolean works(long now) {
      return limiter.tryAcquire(now + SECOND / 10);
    }
  }

  static final class BulkheadVictim implements Victim {
    private final Bulkhead bulkhead = new Bulkhead(10, LIFE, 1);
    private long last;

    @Override
    public void wrong(long now, long any) {
      bulkhead.release(any, now);
      bulkhead.release(last, now);
      bulkhead.release(last, now);
      last = bulkhead.tryAcquire(Priority.values()[(int) any & 3], now);
      assertThat(bulkhead.inUse(now)).isBetween(0, 10);
    }

    @Override
    public boolean works(long now) {
      return bulkhead.inUse(now + 2 * LIFE.toNanos()) == 0;
    }

    @Override
    public LongSupplier misused() {
      return bulkhead::misused;
    }
  }

  static final class SharedBulkheadVictim implements Victim {
    private final SharedBulkhead bulkhead = new SharedBulkhead(10, LIFE, 1);

    @Override
    public void wrong(long now, long any) {
      long permit = bulkhead.tryAcquire(Priority.CRITICAL, now);
      if (any % 2 == 0) {
        bulkhead.release(permit, now);
      }
      bulkhead.release(any, now);
      assertThat(bulkhead.inUse(now)).isBetween(0, 10);
    }

    @Override
    public boolean works(long now) {
      return bulkhead.inUse(now + 2 * LIFE.toNanos()) == 0;
    }

    @Override
    public LongSupplier misused() {
      return bulkhead::misused;
    }
  }

  /** Counts an answer. */
  interface Answered {
    void at(long started, int inFlight, long now);
  }

  /** Finds out within a hundred seconds what work takes, and lets as much in as it may. */
  private static boolean measures(
      Answered answered, IntSupplier limit, LongSupplier baseNanos, long from) {
    long now = from;
    for (int i = 0; i < 20_000; i++) {
      now += SECOND / 200;
      answered.at(now - SECOND / 100, limit.getAsInt(), now);
      if (limit.getAsInt() == 100) {
        return baseNanos.getAsLong() > SECOND / 200 && baseNanos.getAsLong() < SECOND / 50;
      }
    }
    return false;
  }

  static final class AdaptiveVictim implements Victim {
    private final AdaptiveLimit limit;

    AdaptiveVictim(long now) {
      limit = new AdaptiveLimit(10, 1, 100, Duration.ofSeconds(10), now);
    }

    @Override
    public void wrong(long now, long any) {
      limit.answered(now + any, (int) any, now);
      limit.answered(now - SECOND, (int) any, now);
      if (any % 16 == 0) {
        limit.dropped();
      }
      assertThat(limit.limit()).isBetween(1, 100);
    }

    @Override
    public boolean works(long now) {
      return measures(limit::answered, limit::limit, limit::baseNanos, now);
    }

    @Override
    public LongSupplier misused() {
      return limit::misused;
    }
  }

  static final class SharedAdaptiveVictim implements Victim {
    private final SharedAdaptiveLimit limit;

    SharedAdaptiveVictim(long now) {
      limit = new SharedAdaptiveLimit(10, 1, 100, Duration.ofSeconds(10), now);
    }

    @Override
    public void wrong(long now, long any) {
      limit.answered(now + any, (int) any, now);
      limit.dropped();
      assertThat(limit.baseNanos()).isNotNegative();
    }

    @Override
    public boolean works(long now) {
      return limit.limit() == 1
          && limit.drops() == STEPS
          && measures(limit::answered, limit::limit, limit::baseNanos, now);
    }

    @Override
    public LongSupplier misused() {
      return limit::misused;
    }
  }

  static final class CoDelVictim implements Victim {
    private final CoDel codel = new CoDel(Duration.ofMillis(5), Duration.ofMillis(100));

    @Override
    public void wrong(long now, long any) {
      codel.shouldDrop(any, any % 3 == 0, now);
    }

    @Override
    public boolean works(long now) {
      return !codel.shouldDrop(0, false, now) && !codel.shouldDrop(SECOND, true, now);
    }

    @Override
    public LongSupplier misused() {
      return codel::misused;
    }
  }

  static final class SharedCoDelVictim implements Victim {
    private final SharedCoDel codel = new SharedCoDel(Duration.ofMillis(5), Duration.ofMillis(100));

    @Override
    public void wrong(long now, long any) {
      codel.shouldDrop(any, any % 3 == 0, now);
    }

    @Override
    public boolean works(long now) {
      return !codel.shouldDrop(0, false, now) && codel.dropped() >= 0;
    }

    @Override
    public LongSupplier misused() {
      return codel::misused;
    }
  }

  static final class CreditsVictim implements Victim {
    private final CreditGrantor grantor = new CreditGrantor(10);
    private final CreditedSender sender = new CreditedSender();
    private long consumed;

    @Override
    public void wrong(long now, long any) {
      if (any < 0) {
        grantor.consumed((int) any | Integer.MIN_VALUE);
        sender.credit(any);
      }
      sender.credit(grantor.credit());
      sender.trySend();
      assertThat(sender.sent() - consumed).isBetween(0L, 10L);
      if (sender.sent() > consumed) {
        grantor.consumed(1);
        consumed++;
      }
    }

    @Override
    public boolean works(long now) {
      sender.credit(grantor.credit());
      return sender.available() == 10 - (sender.sent() - consumed);
    }

    @Override
    public LongSupplier misused() {
      return grantor::misused;
    }
  }
}
