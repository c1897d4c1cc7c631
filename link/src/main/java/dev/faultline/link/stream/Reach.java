package dev.faultline.link.stream;

import dev.faultline.link.wire.Nanos;

/**
 * How many slots a ring may have: fewer than wanted after memory for more was refused. It asks
 * again after a second, then after twice as long each time, up to a minute.
 */
public final class Reach {
  private static final long FIRST_NANOS = 1_000_000_000;
  private static final long MOST_NANOS = 60 * FIRST_NANOS;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final int most;
  private int slots;

  /** When more is asked for again, if that was refused, and how long after the next refusal. */
  private long asksAgainAt = UNKNOWN;

  private long asksAgainNanos = FIRST_NANOS;

  /** So many slots are wanted at most. */
  public Reach(int most) {
    this.most = most;
    slots = most;
  }

  public int slots() {
    return slots;
  }

  /** There was no memory for more than so many slots. */
  public void refused(int than) {
    slots = than;
    asksAgainAt = UNKNOWN;
  }

  /** There was memory for more. */
  public void granted() {
    asksAgainNanos = FIRST_NANOS;
  }

  /** Nothing is known of what there is memory for. */
  public void restart() {
    slots = most;
    granted();
  }

  /** Lets the ring grow again some time after memory for that was refused. */
  public void askAgain(long now) {
    if (slots == most) {
      return;
    }
    if (asksAgainAt == UNKNOWN) {
      asksAgainAt = Nanos.after(now, asksAgainNanos);
      asksAgainNanos = Math.min(2 * asksAgainNanos, MOST_NANOS);
    } else if (now >= asksAgainAt) {
      slots = most;
    }
  }
}
