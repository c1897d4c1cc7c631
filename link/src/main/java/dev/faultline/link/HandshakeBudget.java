package dev.faultline.link;

/**
 * How many handshakes of strangers may be worked on: each costs about a millisecond, long before it
 * is known who asks. A bucket that fills slowly; once it is half empty, only those whose address is
 * proven may take from it.
 */
final class HandshakeBudget {
  private static final int CAPACITY = 64;
  private static final long REFILL_NANOS = 10_000_000;

  private int left = CAPACITY;
  private long filledAt;
  private boolean begun;

  /** Whether the next one has to prove its address first. */
  boolean low(long now) {
    refill(now);
    return left <= CAPACITY / 2;
  }

  /** Takes one if there is one. */
  boolean take(long now) {
    refill(now);
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  private void refill(long now) {
    if (!begun) {
      begun = true;
      filledAt = now;
    }
    long due = (now - filledAt) / REFILL_NANOS;
    left = (int) Math.min(CAPACITY, left + due);
    filledAt += due * REFILL_NANOS;
  }
}
