package dev.faultline.link.secure;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How many handshakes may be worked on: each costs a good part of a millisecond, long before it is
 * known who asks. A bucket that fills slowly. From its upper half everybody may take. Once that is
 * empty, only those whose address is proven may, and each prefix of addresses no more than its own
 * small bucket holds: whoever takes all that it can get leaves half of the bucket to the others.
 */
final class HandshakeBudget {
  private static final int CAPACITY = 128;

  /** 500 a second. */
  private static final long REFILL_NANOS = 2_000_000;

  private static final int SHARES = 1 << 12;
  private static final int SHARE_CAPACITY = 8;

  /** 62 a second, an eighth of all. */
  private static final long SHARE_REFILL_NANOS = 8 * REFILL_NANOS;

  private final SipHash hash;
  private final byte[] shares = new byte[SHARES];
  private final long[] sharesFilledAt = new long[SHARES];
  private int left = CAPACITY;
  private long filledAt;
  private boolean begun;

  HandshakeBudget(RandomGenerator random) {
    hash = new SipHash(random.nextLong(), random.nextLong());
    Arrays.fill(shares, (byte) SHARE_CAPACITY);
  }

  /** Whether the next one has to prove its address first. */
  boolean low(long now) {
    refill(now);
    return left <= CAPACITY / 2;
  }

  /** Takes one for this prefix of addresses, if there is one. */
  boolean take(long now, long source) {
    refill(now);
    boolean own = takeShare(now, (int) hash.of(source, 0) & (SHARES - 1));
    if (left == 0 || (left <= CAPACITY / 2 && !own)) {
      return false;
    }
    left--;
    return true;
  }

  private boolean takeShare(long now, int slot) {
    long due = (now - sharesFilledAt[slot]) / SHARE_REFILL_NANOS;
    if (due > 0) {
      shares[slot] = (byte) Math.min(SHARE_CAPACITY, shares[slot] + due);
      sharesFilledAt[slot] += due * SHARE_REFILL_NANOS;
    }
    if (shares[slot] == 0) {
      return false;
    }
    shares[slot]--;
    return true;
  }

  private void refill(long now) {
    if (!begun) {
      begun = true;
      filledAt = now;
      Arrays.fill(sharesFilledAt, now);
    }
    long due = (now - filledAt) / REFILL_NANOS;
    left = (int) Math.min(CAPACITY, left + due);
    filledAt += due * REFILL_NANOS;
  }
}
