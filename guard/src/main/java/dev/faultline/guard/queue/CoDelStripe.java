package dev.faultline.guard.queue;

import dev.faultline.guard.Stripe;

/** What consumers decide about one queue without asking the others. Guarded by its lock. */
final class CoDelStripe extends Stripe {
  private boolean expectsLong;

  /** Says which work changes nothing while it is calm: such that waited long, or the other. */
  void expect(boolean waitedLong) {
    expectsLong = waitedLong;
  }

  /** Whether nothing is dropped, and nothing changes. */
  boolean isNoNews(boolean waitedLong, long nowNanos) {
    return isCalm(nowNanos) && waitedLong == expectsLong;
  }
}
