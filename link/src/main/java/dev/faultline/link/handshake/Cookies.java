package dev.faultline.link.handshake;

import dev.faultline.link.secure.SipHash;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Cookies prove that a peer can be reached at its address, without state for that peer. A cookie is
 * a keyed hash of the address under a secret that changes, so it is valid for one to two periods.
 */
public final class Cookies {
  private static final long PERIOD_NANOS = Duration.ofSeconds(60).toNanos();

  /** No cookie is good for longer. */
  public static final long LONGEST_NANOS = 2 * PERIOD_NANOS;

  private final RandomGenerator random;
  private SipHash current;
  private SipHash previous;
  private long since;
  private boolean begun;

  public Cookies(RandomGenerator random) {
    this.random = random;
    current = fresh();
    previous = fresh();
  }

  private SipHash fresh() {
    return new SipHash(random.nextLong(), random.nextLong());
  }

  public long give(long now, long address, long asked) {
    turn(now);
    return current.of(address, asked);
  }

  public boolean accepts(long now, long address, long asked, long cookie) {
    turn(now);
    return cookie == current.of(address, asked) || cookie == previous.of(address, asked);
  }

  /** No cookie that was given so far is good any more. */
  public void revoke() {
    current = fresh();
    previous = fresh();
  }

  private void turn(long now) {
    if (!begun) {
      begun = true;
      since = now;
    }
    long periods = (now - since) / PERIOD_NANOS;
    for (long i = 0; i < Math.min(periods, 2); i++) {
      previous = current;
      current = fresh();
    }
    since += periods * PERIOD_NANOS;
  }
}
