package dev.faultline.guard.time;

import dev.faultline.core.ClockReading;
import dev.faultline.guard.LateReadings;
import org.jspecify.annotations.Nullable;

/**
 * A clock that says what it does not know, in the manner of TrueTime (Corbett et al., "Spanner",
 * OSDI 2012, section 3): a reading is an interval in which true time lies.
 *
 * <p>Its owner gives it an {@link ErrorBound} every second or so ({@link TimeSources} has some).
 * From there the interval goes on by the monotonic clock, and gets wider as that may drift; setting
 * the wall clock moves nothing until the next bound. With none, or none that is still worth
 * something, the interval is all of time: nothing is certain, and nothing is claimed.
 *
 * <p>Commit wait makes stamps agree with the order of events: take {@link ClockReading#latestNanos}
 * of a reading as the stamp, do the work, and answer when {@link #after} says yes, which {@link
 * #waitNanos} helps to wait for.
 *
 * <p>Thread-safe, without locks. Time is an argument: the monotonic clock, {@code
 * System.nanoTime()}. On Linux that stands still while the machine is suspended, as a laptop or a
 * virtual machine may be, so the interval is behind by that long until the next bound: where it can
 * happen, pass a clock that goes on ({@code CLOCK_BOOTTIME}) here and to the source.
 */
public final class BoundedClock {
  /** The reading when nothing is known. */
  public static final ClockReading UNKNOWN = new ClockReading(Long.MIN_VALUE, Long.MAX_VALUE);

  private final LateReadings readings = new LateReadings();
  private volatile @Nullable ErrorBound bound;

  /** Takes what is known now, in place of what was known before. */
  public void update(ErrorBound known) {
    bound = known;
  }

  /** What was known last; null before {@link #update}. */
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
   * How many readings lay more than a second before the latest. Each has the interval of its own
   * moment, whenever it comes.
   */
  public long lateReadings() {
    return readings.count();
  }

  /** Whether a moment has certainly passed. */
  public boolean after(long epochNanos, long monotonicNanos) {
    return now(monotonicNanos).earliestNanos() > epochNanos;
  }

  /** Whether a moment has certainly not come yet. */
  public boolean before(long epochNanos, long monotonicNanos) {
    return now(monotonicNanos).latestNanos() < epochNanos;
  }

  /**
   * How long to wait, by the monotonic clock, until a moment has certainly passed, if no better
   * bound comes meanwhile; {@code Long.MAX_VALUE} when nothing is known, or too little.
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
