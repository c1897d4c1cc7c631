package dev.faultline.guard.retry;

import dev.faultline.core.Checks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bound on the retries of a whole client, as a share of its requests.
 *
 * <p>Each first attempt pays a part of a token in, each retry takes a whole one out, and a retry
 * without a token is not sent. A server that fails therefore sees at most {@code 1 + share} times
 * the load, where {@code n} retries a request would give {@code 1 + n} times. The idea is that of
 * Finagle's retry budget and of the throttle of gRPC (gRFC A6).
 *
 * <p>A budget moves the point from which a retry storm feeds itself, and lowers its peak. Alone it
 * does not end one: above {@code capacity / (1 + share)} the storm goes on. Shedding work whose
 * deadline is over does (see {@link Deadline}).
 *
 * <p>A client with few requests would never have a token, so a slow trickle of tokens comes with
 * time.
 *
 * <p>Thread-safe, without locks; neither method allocates.
 */
public final class RetryBudget {
  private static final VarHandle STATE;
  private static final VarHandle REFUSED;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(RetryBudget.class, "state", long.class);
      REFUSED = MethodHandles.lookup().findVarHandle(RetryBudget.class, "refused", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Tokens are kept in thousandths. */
  private static final int TOKEN = 1_000;

  private static final long MILLISECOND = 1_000_000;

  /** How far back a reading may lie before it counts as a clock that was set back. */
  private static final int REORDERED_MILLIS = 1_000;

  private final long startNanos;
  private final int deposit;
  private final int most;
  private final int perSecond;

  /** Thousandths of tokens above, the millisecond until which the trickle was counted below. */
  @SuppressWarnings("unused") // read and written through STATE
  private volatile long state;

  @SuppressWarnings("unused") // read and written through REFUSED
  private volatile long refused;

  /**
   * Creates a budget that is full.
   *
   * @param share retries for each request, 0 to 1, in thousandths; 0.1 lets a tenth of the requests
   *     be retried
   * @param burst how many tokens are kept at most, 1 to 1,000,000
   * @param perSecond how many tokens come with time, 0 to 1,000 a second
   * @param nowNanos the time, monotonic
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RetryBudget(double share, int burst, int perSecond, long nowNanos) {
    deposit = (int) Math.round(Checks.within("share", share, 0, 1) * TOKEN);
    if (deposit == 0 && share > 0) {
      throw new IllegalArgumentException(
          "share is %s, expected 0, or 0.001 to 1.0: it counts in thousandths".formatted(share));
    }
    most = Checks.within("burst", burst, 1, 1_000_000) * TOKEN;
    this.perSecond = Checks.within("perSecond", perSecond, 0, 1_000);
    startNanos = nowNanos;
    STATE.setRelease(this, pack(most, 0));
  }

  /** Counts a first attempt. */
  public void request(long nowNanos) {
    while (true) {
      long seen = (long) STATE.getAcquire(this);
      long grown = grown(seen, nowNanos);
      long then = pack(Math.min(most, tokens(grown) + deposit), (int) grown);
      if (then == seen || STATE.compareAndSet(this, seen, then)) {
        return;
      }
    }
  }

  /** Whether a retry may be sent; if so, its token is taken. */
  public boolean tryRetry(long nowNanos) {
    while (true) {
      long seen = (long) STATE.getAcquire(this);
      long grown = grown(seen, nowNanos);
      boolean has = tokens(grown) >= TOKEN;
      long then = has ? pack(tokens(grown) - TOKEN, (int) grown) : grown;
      if (then == seen || STATE.compareAndSet(this, seen, then)) {
        if (!has) {
          REFUSED.getAndAdd(this, 1L);
        }
        return has;
      }
    }
  }

  /** Whole tokens that are left, without the trickle since the last call. */
  public int tokens() {
    return tokens((long) STATE.getAcquire(this)) / TOKEN;
  }

  /** How many retries were not to be sent. */
  public long refused() {
    return (long) REFUSED.getAcquire(this);
  }

  /**
   * The state with the trickle up to now. A clock that was set back, or a pause of more than 24
   * days (time is kept in 32 bits), brings nothing, and the trickle goes on from there.
   */
  private long grown(long seen, long nowNanos) {
    int now = millis(nowNanos);
    int passed = now - (int) seen;
    if (passed <= 0) {
      return passed < -REORDERED_MILLIS ? pack(tokens(seen), now) : seen;
    }
    long more = (long) passed * perSecond;
    return pack((int) Math.min(most, tokens(seen) + more), now);
  }

  /** Counted from the start by difference, since a clock may overflow. */
  private int millis(long nanos) {
    return (int) Math.floorDiv(nanos - startNanos, MILLISECOND);
  }

  private static int tokens(long state) {
    return (int) (state >>> 32);
  }

  private static long pack(int tokens, int millis) {
    return (long) tokens << 32 | millis & 0xFFFF_FFFFL;
  }
}
