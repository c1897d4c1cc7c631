package dev.faultline.guard.admission;

import dev.faultline.guard.Stripe;

/** Answers that a thread counts without telling the whole limit. Guarded by its lock. */
final class AdaptiveStripe extends Stripe {
  private int left;
  private int limit;
  private long countsFrom;
  private long raisedAt;
  private double nanos;
  private int answers;
  private boolean wasFull;

  /** Forgets what it has counted, which the whole has, and says what may be counted here. */
  void allow(int answers, int limit, long countsFrom, long raisedAt) {
    left = answers;
    this.limit = limit;
    this.countsFrom = countsFrom;
    this.raisedAt = raisedAt;
    nanos = 0;
    this.answers = 0;
    wasFull = false;
  }

  /** Whether the answer was counted; else the whole has to. */
  boolean answered(Priority priority, long startedNanos, int inFlight, long nowNanos) {
    return inFlight >= 1 && count(startedNanos, inFlight >= priority.roomOf(limit), nowNanos);
  }

  /** Whether the answer was counted; else the whole has to. */
  boolean answered(long startedNanos, boolean hasFilled, long nowNanos) {
    return count(startedNanos, hasFilled && startedNanos - raisedAt >= 0, nowNanos);
  }

  private boolean count(long startedNanos, boolean hasFilled, long nowNanos) {
    long took = nowNanos - startedNanos;
    if (left == 0 || took < 0 || !isCalm(nowNanos)) {
      return false;
    }
    if (startedNanos - countsFrom < 0) {
      return true;
    }
    left--;
    nanos += took;
    answers++;
    wasFull |= hasFilled;
    return true;
  }

  double nanos() {
    return nanos;
  }

  int answers() {
    return answers;
  }

  boolean wasFull() {
    return wasFull;
  }
}
