package dev.faultline.bench.guard;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.admission.SharedAdaptiveLimit;
import dev.faultline.guard.admission.SharedBulkhead;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.breaker.SharedEjection;
import dev.faultline.guard.queue.CreditGrantor;
import dev.faultline.guard.queue.CreditedSender;
import dev.faultline.guard.queue.SharedCoDel;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What it costs to leave members out, to find a limit, to drop from a queue, and to give credit.
 */
final class LimitDecisions {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final long TOOK = 1_000;

  private LimitDecisions() {}

  static void addTo(BiConsumer<String, LongSupplier> rows) {
    ejection(rows);
    adaptive(rows);
    SharedCoDel good = new SharedCoDel(Duration.ofMillis(5), Duration.ofMillis(100));
    rows.accept(
        "CoDel, short waits", () -> good.shouldDrop(TOOK, false, System.nanoTime()) ? 1 : 0);
    SharedCoDel standing = new SharedCoDel(Duration.ofMillis(5), Duration.ofMillis(100));
    long waited = Duration.ofMillis(50).toNanos();
    rows.accept(
        "CoDel, a queue that stands",
        () -> standing.shouldDrop(waited, false, System.nanoTime()) ? 1 : 0);
    CreditedSender sender = new CreditedSender();
    sender.credit(Long.MAX_VALUE);
    rows.accept("credits, may a unit be sent", () -> sender.trySend() ? 1 : 0);
    CreditGrantor grantor = new CreditGrantor(1_000);
    rows.accept(
        "credits, a unit is consumed, and granted",
        () -> {
          grantor.consumed(1);
          return grantor.credit();
        });
  }

  private static void ejection(BiConsumer<String, LongSupplier> rows) {
    SharedEjection group = new SharedEjection(10, 0.2, 5, TEN);
    rows.accept(
        "ejection, may it be used, and a success",
        () -> {
          long now = System.nanoTime();
          int member = (int) (now & 7);
          boolean isUsed = group.isUsed(member, now);
          group.report(member, Outcome.SUCCESS, System.nanoTime());
          return isUsed ? 1 : 0;
        });
    SharedEjection failing = new SharedEjection(10, 0.2, 5, TEN);
    rows.accept(
        "ejection, one result in 100 an error",
        () -> {
          long now = System.nanoTime();
          int member = (int) (now & 7);
          boolean isUsed = failing.isUsed(member, now);
          long end = System.nanoTime();
          failing.report(member, end % 100 == 0 ? Outcome.ERROR : Outcome.SUCCESS, end);
          return isUsed ? 1 : 0;
        });
  }

  private static void adaptive(BiConsumer<String, LongSupplier> rows) {
    for (int most : new int[] {1_000, 20}) {
      SharedAdaptiveLimit limit = new SharedAdaptiveLimit(most, most, most, TEN, System.nanoTime());
      rows.accept(
          "adaptive limit of %,d, an answer".formatted(most),
          () -> {
            long now = System.nanoTime();
            limit.answered(now - TOOK, false, now);
            return now;
          });
    }
    // What Calls do for each attempt.
    SharedAdaptiveLimit found = new SharedAdaptiveLimit(1_000, 1_000, 1_000, TEN, 0);
    SharedBulkhead bulkhead = new SharedBulkhead(1_000, Duration.ofSeconds(30), 1);
    rows.accept(
        "bulkhead with an adaptive limit, in and out",
        () -> {
          long now = System.nanoTime();
          bulkhead.setLimit(found.limit());
          long permit = bulkhead.tryAcquire(Priority.NORMAL, now);
          long end = System.nanoTime();
          boolean hasFilled = bulkhead.hasFilled(permit);
          bulkhead.release(permit, end);
          found.answered(now, hasFilled, end);
          return permit;
        });
    SharedAdaptiveLimit asked = new SharedAdaptiveLimit(1_000, 1_000, 1_000, TEN, 0);
    SharedBulkhead counted = new SharedBulkhead(1_000, Duration.ofSeconds(30), 2);
    rows.accept(
        "(the same, asked with inUse)",
        () -> {
          long now = System.nanoTime();
          counted.setLimit(asked.limit());
          long permit = counted.tryAcquire(Priority.NORMAL, now);
          int inFlight = counted.inUse(now);
          long end = System.nanoTime();
          counted.release(permit, end);
          asked.answered(Priority.NORMAL, now, inFlight, end);
          return permit;
        });
    SharedBulkhead last = new SharedBulkhead(1, Duration.ofSeconds(30), 3);
    rows.accept(
        "bulkhead at its limit, permit and release",
        () -> {
          long permit = last.tryAcquire(Priority.CRITICAL, System.nanoTime());
          last.release(permit, System.nanoTime());
          return permit;
        });
  }
}
