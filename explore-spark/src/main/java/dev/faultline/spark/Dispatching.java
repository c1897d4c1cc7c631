package dev.faultline.spark;

import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Intake;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Cuts a campaign into spans, and takes what they came to. Used by one thread. */
interface Dispatching {
  /** How long a campaign that is interrupted waits for spans, as the local engine does. */
  Duration GRACE = Duration.ofSeconds(3);

  /** Gives what can be run to Spark, a few more spans than run at once. */
  void submit();

  /**
   * Takes what came back of a span.
   *
   * @param first what it came to on another executor, where it was run twice; else null
   */
  void take(Reply reply, CrossChecks.@Nullable First first);

  /**
   * Waits a little for what the spans that run have found: what is cancelled is lost. Nothing new
   * is begun, but what is at Spark already.
   */
  private static void takeLeave(Dispatching cuts, Running running, Summary summary)
      throws InterruptedException {
    long end = System.nanoTime() + GRACE.toNanos();
    while (!running.isEmpty()
        && !Thread.currentThread().isInterrupted()
        && System.nanoTime() - end < 0) {
      for (Running.Done done : running.collect()) {
        summary.hears(done.reply());
        cuts.take(done.reply(), done.first());
      }
    }
  }

  /**
   * Does something at Spark.
   *
   * @throws UsageException when Spark has stopped
   */
  static <T extends @Nullable Object> T guarded(Running running, Supplier<T> what) {
    try {
      return what.get();
    } catch (IllegalStateException e) {
      if (!running.stopped()) {
        throw e;
      }
      throw new UsageException(
          "Spark has stopped: its master is gone, or could not start executors; with --spark-conf"
              + " and the logs of the master it says more",
          e);
    }
  }

  /**
   * Runs a campaign.
   *
   * @throws UsageException when executors refuse it, or Spark gives up
   */
  static void run(
      Dispatching cuts,
      Running running,
      FirstExecutor firstExecutor,
      Intake intake,
      Summary summary) {
    guarded(
        running,
        () -> {
          pieces(cuts, running, firstExecutor, intake, summary);
          return cuts;
        });
  }

  private static void pieces(
      Dispatching cuts,
      Running running,
      FirstExecutor firstExecutor,
      Intake intake,
      Summary summary) {
    try {
      while (!intake.interrupted() && !Thread.currentThread().isInterrupted()) {
        firstExecutor.look();
        cuts.submit();
        if (running.isEmpty()) {
          return;
        }
        for (Running.Done done : running.collect()) {
          summary.hears(done.reply());
          cuts.take(done.reply(), done.first());
        }
      }
      takeLeave(cuts, running, summary);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.cancelUnless(none -> false);
    }
  }
}
