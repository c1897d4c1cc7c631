package dev.faultline.link.recovery;

/**
 * Decides which packets are lost: those that a later packet has overtaken by many packets or by a
 * long time (RFC 9002 section 6.1, RACK of RFC 8985). The {@link Reordering} of the path sets both
 * thresholds.
 */
public final class LossDetector {
  /** The resolution of timers. */
  public static final long GRANULARITY_NANOS = 100_000;

  private final Reordering reordering = new Reordering();
  private long dueAt = Long.MAX_VALUE;
  private long largest = -1;
  private long patienceNanos;

  /** How long an older packet may stay out after a younger one arrived. */
  public long patience(RttEstimator rtt) {
    return Math.max(reordering.nanos(Math.max(rtt.smoothed(), rtt.latest())), GRANULARITY_NANOS);
  }

  /** When to look again at what is on the way. */
  public long dueAt() {
    return dueAt;
  }

  /** The youngest packet that is known to have arrived; −1 before the first. */
  public long largest() {
    return largest;
  }

  /** This packet has arrived. */
  public void arrived(long packet) {
    largest = Math.max(largest, packet);
  }

  /** A packet that had been given up has arrived after all, so many behind the youngest. */
  public void wasLate(long distance) {
    reordering.wasLate(distance);
  }

  /** Packets were given up. */
  public void wasLost() {
    reordering.wasLost();
  }

  /** Begins to look at what is on the way, packet by packet. */
  public void begin(RttEstimator rtt) {
    dueAt = Long.MAX_VALUE;
    patienceNanos = patience(rtt);
  }

  /** Whether a packet counts as lost that is so many behind the youngest that has arrived. */
  public boolean lost(long now, long sentNanos, long distance) {
    long due = sentNanos + patienceNanos;
    if (distance >= reordering.packets() || due <= now) {
      return true;
    }
    dueAt = Math.min(dueAt, due);
    return false;
  }

  /** Looks at what is on the way at this time at the latest. */
  public void lookAt(long time) {
    dueAt = Math.min(dueAt, time);
  }

  /** A new connection: packet numbers start again. */
  public void restart() {
    largest = -1;
    dueAt = Long.MAX_VALUE;
  }
}
