package dev.faultline.guard.admission;

/**
 * What work is worth when there is not room for all. The order is the order of importance.
 *
 * <p>The levels are those of the "Handling Overload" chapter of Site Reliability Engineering
 * (Google, 2016), with recovery traffic below all: a peer that catches up can wait, and a thousand
 * of them that do not wait take the service down again.
 */
public enum Priority {
  /** Its failure is seen by users at once. */
  CRITICAL(100),
  /** The usual: users see it, and can ask again. */
  NORMAL(90),
  /** Nobody waits for it: batches, prefetching. */
  SHEDDABLE(70),
  /** Peers that catch up: rebalancing, repair, missed records. */
  RECOVERY(50);

  private final int percent;

  Priority(int percent) {
    this.percent = percent;
  }

  /** How much of a limit may be in use before work of this level is refused, at least one place. */
  int roomOf(int limit) {
    // In whole numbers: seven tenths of 90 are 63, and 62.99… as a double.
    return Math.max(1, (int) ((long) limit * percent / 100));
  }
}
