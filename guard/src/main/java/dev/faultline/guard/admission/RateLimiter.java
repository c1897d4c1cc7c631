package dev.faultline.guard.admission;

import dev.faultline.core.Checks;
import dev.faultline.guard.LateReadings;
import dev.faultline.guard.LatestTime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * Lets a rate of work pass, and a burst: never more than {@code rate × length + burst} in a window
 * of any length, wherever it begins. Windows are windows of readings: callers that are held up
 * between reading the clock and asking pass later than they are counted.
 *
 * <p>This is the generic cell rate algorithm (ITU-T I.371, annex A): the only state is the time at
 * which the next unit would be due if all came evenly. A limiter that fills up at the start of each
 * second lets twice its rate through around that start; this one does not.
 *
 * <p>Time is an argument, of any monotonic clock. A reading from before the latest one, of a thread
 * that was held up on its way here, gives nothing away: what passes is counted as of the latest
 * (see {@link LatestTime}), and it may be told to wait for a unit more.
 *
 * <p>Thread-safe, without locks; it does not allocate. Threads that compete are served in no order.
 */
public final class RateLimiter {
  private static final VarHandle DUE;
  private static final VarHandle REFUSED;

  static {
    try {
      DUE = MethodHandles.lookup().findVarHandle(RateLimiter.class, "due", long.class);
      REFUSED = MethodHandles.lookup().findVarHandle(RateLimiter.class, "refused", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long intervalNanos;
  private final long toleranceNanos;
  private final LateReadings readings;

  @SuppressWarnings("unused") // read and written through DUE
  private volatile long due;

  @SuppressWarnings("unused") // read and written through REFUSED
  private volatile long refused;

  /**
   * Creates a limiter whose whole burst is available.
   *
   * @param permits how many units pass in {@code per}, 1 to 1,000,000,000
   * @param per the time that they are spread over; a unit gets at least a nanosecond and at most a
   *     year
   * @param burst how many units may pass at once, 1 to 1,000,000,000
   * @param nowNanos the time
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RateLimiter(int permits, Duration per, int burst, long nowNanos) {
    Checks.within("permits", permits, 1, 1_000_000_000);
    Checks.within("burst", burst, 1, 1_000_000_000);
    // Rounded up: never more than the rate.
    long whole = Checks.positiveNanos("per", per);
    intervalNanos = Math.ceilDiv(whole, permits);
    if (intervalNanos > Duration.ofDays(366).toNanos()
        || Math.multiplyHigh(intervalNanos, burst) != 0
        || intervalNanos * burst < 0
        || intervalNanos * burst > Long.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "a burst of %d at %d per %s lasts longer than 73 years".formatted(burst, permits, per));
    }
    toleranceNanos = intervalNanos * (burst - 1L);
    readings = new LateReadings(nowNanos);
    DUE.setRelease(this, nowNanos);
  }

  /** Whether a unit may pass now; if so, it has. */
  public boolean tryAcquire(long nowNanos) {
    return acquireOrWait(nowNanos) == 0;
  }

  /**
   * Lets a unit pass now, or says how long it would have to wait.
   *
   * @return 0 if the unit has passed; else the nanoseconds after which it may be tried again
   */
  public long acquireOrWait(long nowNanos) {
    readings.at(nowNanos);
    while (true) {
      long seen = (long) DUE.getAcquire(this);
      long ahead = seen - nowNanos;
      long from;
      if (ahead <= 0) {
        from = nowNanos;
      } else if (ahead > toleranceNanos) {
        // Whoever passed last came at most a unit earlier than it could pass: a wait that is longer
        // is that of a late reading.
        return refused(Math.min(intervalNanos, ahead - toleranceNanos));
      } else {
        from = seen;
      }
      if (DUE.compareAndSet(this, seen, from + intervalNanos)) {
        return 0;
      }
    }
  }

  private long refused(long waitNanos) {
    REFUSED.getAndAdd(this, 1L);
    return waitNanos;
  }

  /** How often a unit was not let pass; one that is tried again counts again. */
  public long refused() {
    return (long) REFUSED.getAcquire(this);
  }

  /** See {@link LatestTime#lateReadings}. */
  public long lateReadings() {
    return readings.count();
  }

  /** The time that one unit takes, in nanoseconds. */
  public long intervalNanos() {
    return intervalNanos;
  }
}
