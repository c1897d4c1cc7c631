package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches pieces of a {@link Frontier} on threads of this JVM. */
final class FrontierJobs {
  /** A piece takes about so much: enough that what is between two of them costs little. */
  private static final long PIECE_NANOS = 50_000_000;

  private static final int LEAST_RUNS = 16;
  private static final int MOST_RUNS = 1 << 14;

  private final CampaignPlan plan;
  private final Intake intake;
  private final Frontier frontier;
  private final Ranges ranges;
  private final List<Thread> threads = new ArrayList<>();

  /** Guarded by this, as is the order in which parts are handed in. */
  private int runs = LEAST_RUNS;

  private @Nullable Throwable failure;

  /** The thread of the engine was interrupted, or a job failed. */
  private volatile boolean abandoned;

  FrontierJobs(CampaignPlan plan, Intake intake, Frontier frontier) {
    this.plan = plan;
    this.intake = intake;
    this.frontier = frontier;
    this.ranges = new Ranges(plan);
  }

  void run() {
    for (int i = 0; i < Math.min(plan.jobs(), plan.worlds()); i++) {
      threads.add(Thread.ofPlatform().daemon().name("faultline-piece-" + i).start(this::job));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      abandoned = true;
      takeLeave();
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (failure != null) {
        throw CampaignFailure.between(failure);
      }
    }
  }

  /** Waits a little for what they have found. */
  private void takeLeave() {
    long end = System.nanoTime() + LocalEngine.GRACE.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      // Somebody is in a hurry.
    }
  }

  private boolean ended() {
    return abandoned || intake.interrupted() || frontier.done();
  }

  private void job() {
    try {
      for (Frontier.Piece piece = next(); piece != null; piece = next()) {
        int number = piece.number();
        long start = System.nanoTime();
        Ranges.Ran ran =
            ranges.run(
                piece.from(), piece.to(), piece.recipe(), () -> ended() || !frontier.needs(number));
        learn(number, ran, System.nanoTime() - start);
      }
    } catch (Throwable e) {
      synchronized (this) {
        failure = e;
        abandoned = true;
        notifyAll();
      }
    }
  }

  /** Waits until there is a piece to search; null when the search is over. */
  private synchronized Frontier.@Nullable Piece next() {
    while (!ended()) {
      Frontier.Piece piece = frontier.next(runs);
      if (piece != null) {
        return piece;
      }
      try {
        wait(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private synchronized void learn(int number, Ranges.Ran ran, long nanos) {
    int made = frontier.runs(ran.part(), ran.shown());
    if (made > 0) {
      long each = Math.max(1, nanos / made);
      runs = (int) Math.clamp(PIECE_NANOS / each, LEAST_RUNS, Math.min(MOST_RUNS, 4 * runs));
    }
    frontier.learn(number, ran.part(), ran.shown()).forEach(intake::take);
    intake.learnt();
    notifyAll();
  }
}
