package dev.faultline.guard.time;

import dev.faultline.core.ClockReading;
import dev.faultline.guard.LateReadings;
import org.jspecify.annotations.Nullable;

/**
 * A clock that states its own error, like TrueTime (Corbett et al., "Spanner", OSDI 2012, section
 * 3): a reading is an interval in which true time lies.
 *
 * <p>Its owner gives it an {@link ErrorBound} every second or so ({@link TimeSources} has some).
 * From there the interval advances with the monotonic clock, and widens by its possible drift;
 * setting the wall clock has no effect until the next bound. Without a bound, or after it has
 * expired, the interval is all of time: nothing is certain.
 *
 * <p>Commit wait makes stamps agree with the order of events: take {@link ClockReading#latestNanos}
 * of a reading as the stamp, do the work, and answer once {@link #after} returns true; {@link
 * #waitNanos} says how long that takes.
 *
 * <p>Thread-safe, without locks. The caller passes the time of the monotonic clock, {@code
 * System.nanoTime()}. On Linux that clock stops while the machine is suspended, as a laptop or a
 * virtual machine may be, so the interval lags by the suspended time until the next bound. If the
 * machine can be suspended, pass a clock that keeps running ({@code CLOCK_BOOTTIME}) here and to
 * the source.
 */
public final class BoundedClock {
  /** The reading without a bound. */
  public static final ClockReading UNKNOWN = new ClockReading(Long.MIN_VALUE, Long.MAX_VALUE);

  private final LateReadings readings = new LateReadings();
  private volatile @Nullable ErrorBound bound;

  /** Replaces the bound. */
  public void update(ErrorBound known) {
    bound = known;
  }

  /** The latest bound; null before {@link #update}. */
  public @Nullable ErrorBound bound() {
    return bound;
  }

  /** The interval of true time, in nanoseconds since the epoch. */
  public ClockReading now(long monotonicNanos) {
    readings.at(monotonicNanos);
    ErrorBound known = bound;
    if (known == null || monotonicNanos - known.voidAfterNanos() > 0) {
      return UNKNOWN;
    }
    long away = monotonicNanos - known.atNanos();
    long drifted = Nanos.drift(Nanos.absolute(away), known.driftPpb());
    long error = Nanos.plus(known.errorNanos(), drifted);
    if (error == Long.MAX_VALUE) {
      return UNKNOWN;
    }
    long middle = Nanos.plus(known.wallNanos(), away);
    return new ClockReading(Nanos.minus(middle, error), Nanos.plus(middle, error));
  }

  /**
   * How many readings lay more than a second before the latest. Each still gets the interval of its
   * own moment.
   */
  public long lateReadings() {
    return readings.count();
  }

  /** Whether a moment has certainly passed. */
  public boolean after(long epochNanos, long monotonicNanos) {
    return now(monotonicNanos).earliestNanos() > epochNanos;
  }

  /** Whether a moment is certainly still in the future. */
  public boolean before(long epochNanos, long monotonicNanos) {
    return now(monotonicNanos).latestNanos() < epochNanos;
  }

  /**
   * How long to wait, by the monotonic clock, until a moment has certainly passed, if no better
   * bound arrives meanwhile; {@code Long.MAX_VALUE} if there is no bound or it is too wide.
   */
  public long waitNanos(long epochNanos, long monotonicNanos) {
    ErrorBound known = bound;
    long earliest = now(monotonicNanos).earliestNanos();
    if (known == null || earliest == Long.MIN_VALUE) {
      return Long.MAX_VALUE;
    }
    long behind = Nanos.minus(Nanos.plus(epochNanos, 1), earliest);
    if (behind <= 0) {
      return 0;
    }
    if (behind > Long.MAX_VALUE / 4) {
      return Long.MAX_VALUE;
    }
    // While the clock goes on the interval grows; and by one more, since that is rounded up.
    long slow = Nanos.BILLION - known.driftPpb();
    long gained = slow - known.driftPpb();
    long rest = ((behind + 1) % gained * slow + gained - 1) / gained;
    long wait = (behind + 1) / gained * slow + rest;
    return known.voidAfterNanos() - monotonicNanos < wait ? Long.MAX_VALUE : wait;
  }
}
