package dev.faultline.explore.campaign;

import dev.faultline.explore.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the world of a job stands still. One that is slow does not: where its nodes go on having
 * turns, it may take {@value #SLOWEST} times as long, as the first world of a large program does on
 * a busy machine, which loads and rewrites thousands of classes. Of one thread, the campaign's.
 */
public final class Standstill {
  private static final int SLOWEST = 10;

  private final Duration patience;
  private long steps;
  private long movedAt;

  /**
   * The judge of one job.
   *
   * @param patience the real time that a world may take, or its nodes' code to come to an end
   */
  public Standstill(Duration patience, long now) {
    this.patience = patience;
    this.movedAt = now;
  }

  /**
   * How the world that runs now stands still, to follow its name; null if it does not.
   *
   * @param since when the world began, by the clock of {@code now}
   * @param stepsByNow how many turns nodes have had in all worlds of the job
   */
  public @Nullable String how(long since, long stepsByNow, long now) {
    if (stepsByNow != steps) {
      steps = stepsByNow;
      movedAt = now;
    }
    long nanos = patience.toNanos();
    if (now - since <= nanos) {
      return null;
    }
    if (now - movedAt > nanos) {
      return " has been stuck for " + Durations.text(patience) + " of real time";
    }
    return (now - since) / SLOWEST > nanos
        ? " has not ended in " + Durations.text(patience.multipliedBy(SLOWEST)) + " of real time"
        : null;
  }
}
