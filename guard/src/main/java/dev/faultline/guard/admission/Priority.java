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
  CRITICAL(1.0),
  /** The usual: users see it, and can ask again. */
  NORMAL(0.9),
  /** Nobody waits for it: batches, prefetching. */
  SHEDDABLE(0.7),
  /** Peers that catch up: rebalancing, repair, missed records. */
  RECOVERY(0.5);

  private final double share;

  Priority(double share) {
    this.share = share;
  }

  /** How much of the whole may be in use before work of this level is refused. */
  double share() {
    return share;
  }
}
