package dev.faultline.junit;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real time that all world tests of this JVM may take together; it runs from the first of them.
 */
final class SuiteBudget {
  private static final long START = System.nanoTime();

  private SuiteBudget() {}

  static boolean spent(@Nullable Duration budget) {
    return budget != null && leftNanos(budget) <= 0;
  }

  private static long leftNanos(Duration budget) {
    return budget.toNanos() - (System.nanoTime() - START);
  }

  /** Runs a campaign until the budget ends it. */
  static CampaignResult run(Campaign campaign, @Nullable Duration budget) {
    if (budget == null) {
      return campaign.run();
    }
    CompletableFuture<Void> end =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, Math.max(0, leftNanos(budget)), TimeUnit.NANOSECONDS);
    var _ = end.thenRun(campaign::interrupt);
    try {
      return campaign.run();
    } finally {
      end.cancel(false);
    }
  }
}
