package dev.faultline.guard.retry;

import dev.faultline.core.Checks;
import dev.faultline.guard.LateReadings;
import dev.faultline.guard.LatestTime;
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
 * time, in steps of 10 ms.
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

  /** Time is kept in hundredths of a second, so that 34 bits reach over five years. */
  private static final long TICK_NANOS = 10_000_000;

  private static final int TICK_MILLIS = 10;
  private static final int TICK_BITS = 34;
  private static final long TICKS = (1L << TICK_BITS) - 1;

  private final long startNanos;
  private final int deposit;
  private final int most;
  private final int perSecond;
  private final LateReadings readings;

  /** Thousandths of tokens above, the tick until which the trickle was counted below. */
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
   * @param nowNanos the time, of any monotonic clock (see {@link LatestTime})
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
    readings = new LateReadings(nowNanos);
    STATE.setRelease(this, pack(most, 0));
  }

  /** Counts a first attempt. */
  public void request(long nowNanos) {
    long now = readings.at(nowNanos);
    while (true) {
      long seen = (long) STATE.getAcquire(this);
      long grown = grown(seen, now);
      long then = pack(Math.min(most, tokens(grown) + deposit), grown);
      if (then == seen || STATE.compareAndSet(this, seen, then)) {
        return;
      }
    }
  }

  /** Whether a retry may be sent; if so, its token is taken. */
  public boolean tryRetry(long nowNanos) {
    long now = readings.at(nowNanos);
    while (true) {
      long seen = (long) STATE.getAcquire(this);
      long grown = grown(seen, now);
      boolean has = tokens(grown) >= TOKEN;
      long then = has ? pack(tokens(grown) - TOKEN, grown) : grown;
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

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return readings.count();
  }

  /** The state with the trickle up to now. A reading from before that brings nothing. */
  private long grown(long seen, long nowNanos) {
    long now = tick(nowNanos);
    int unused = Long.SIZE - TICK_BITS;
    long passed = (now - seen) << unused >> unused;
    if (passed < 0) {
      // Of a thread that was held up, or after years without a call. The latest reading tells: what
      // was seen is of one that came before, so that it is a tick after it at most.
      long latest = readings.latest();
      now = tick(latest - nowNanos > 0 ? latest : nowNanos);
      passed = (now - seen) & TICKS;
      passed = passed == TICKS ? 0 : passed;
    }
    if (passed == 0) {
      return seen;
    }
    long more = passed * TICK_MILLIS * perSecond;
    return pack((int) Math.min(most, tokens(seen) + more), now);
  }

  /** Counted from the start by difference, since a clock may overflow. */
  private long tick(long nanos) {
    return Math.floorDiv(nanos - startNanos, TICK_NANOS);
  }

  private static int tokens(long state) {
    return (int) (state >>> TICK_BITS);
  }

  /** The state with these tokens, and the time of another state, or a tick. */
  private static long pack(int tokens, long ticks) {
    return (long) tokens << TICK_BITS | ticks & TICKS;
  }
}
