package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import dev.faultline.guard.LateReadings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A hybrid logical clock (Kulkarni, Demirbas et al., "Logical physical clocks", OPODIS 2014):
 * stamps that are close to the wall clock and never contradict causal order.
 *
 * <p>A stamp is greater than every stamp that this clock gave or received before. A received stamp
 * moves the clock forward, but at most to {@code maxDrift} ahead of this node's wall clock: a stamp
 * further in the future is refused, so that one bad clock does not pull all others ahead. {@link
 * #explain} gives the reason.
 *
 * <p>A clock in memory forgets its stamps at a restart, and a wall clock may be set back meanwhile.
 * One made with {@link #withFloor} gives only stamps below a ceiling that is on disk:
 *
 * <pre>{@code
 * HybridClock clock = HybridClock.withFloor(maxDrift, stored, reserve);
 * …
 * long ceiling = clock.wanted(wallMillis);     // now and then, and before the first stamp
 * if (ceiling != HybridClock.NONE) {
 *   store(ceiling);                            // and sync
 *   clock.persisted(ceiling);
 * }
 * }</pre>
 *
 * <p>If the wall clock is set back, stamps continue from the last one by incrementing the counter.
 *
 * <p>Thread-safe, without locks; only {@link #explain} allocates. The caller passes the wall-clock
 * time, in milliseconds since the epoch.
 */
public final class HybridClock {
  /** Returned if there is no stamp. */
  public static final long NONE = -1;

  private static final VarHandle LAST;
  private static final VarHandle REFUSED;
  private static final VarHandle BLOCKED;

  static {
    try {
      LAST = MethodHandles.lookup().findVarHandle(HybridClock.class, "last", long.class);
      REFUSED = MethodHandles.lookup().findVarHandle(HybridClock.class, "refused", long.class);
      BLOCKED = MethodHandles.lookup().findVarHandle(HybridClock.class, "blocked", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Readings after the year 2109 all count as that year, since later nanoseconds do not fit a long.
   */
  private static final long FARTHEST_MILLIS = 1L << 42;

  private static final long NANOS_OF_MILLI = 1_000_000;

  private final LateReadings readings = new LateReadings();
  private final long driftMillis;
  private final long reserveMillis;
  private final long floor;

  @SuppressWarnings("unused") // read and written through LAST
  private volatile long last;

  @SuppressWarnings("unused") // read and written through REFUSED
  private volatile long refused;

  /** The highest received stamp that was refused only because of the ceiling. */
  @SuppressWarnings("unused") // read and written through BLOCKED
  private volatile long blocked;

  /** All stamps are below it. */
  private volatile long ceiling;

  private HybridClock(Duration maxDrift, long floor, long reserveMillis, long ceiling) {
    if (maxDrift.toMillis() < 1 || maxDrift.toDays() > 365) {
      throw new IllegalArgumentException(
          "maxDrift is " + maxDrift + ", expected a millisecond to a year");
    }
    driftMillis = maxDrift.toMillis();
    this.reserveMillis = reserveMillis;
    this.floor = floor;
    last = floor;
    this.ceiling = ceiling;
  }

  /**
   * Creates a clock that forgets its stamps at a restart.
   *
   * @param maxDrift how far a stamp of another node may lie ahead of this node's wall clock, a
   *     millisecond to a year
   * @throws IllegalArgumentException if it is out of that range
   */
  public static HybridClock inMemory(Duration maxDrift) {
    return new HybridClock(maxDrift, 0, 0, Long.MAX_VALUE);
  }

  /**
   * Creates a clock whose stamps are later than those from before a restart. It gives no stamp
   * before {@link #persisted} was called, nor while the floor lies more than {@code reserve} ahead
   * of the wall clock, as after several quick restarts or when the wall clock was set back: other
   * nodes would refuse such stamps.
   *
   * @param floor the last stored ceiling; 0 at the first start
   * @param reserve for how long a stored ceiling lasts; at most half of {@code maxDrift}, since
   *     after a restart stamps may start that far ahead, and continue for as long again
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static HybridClock withFloor(Duration maxDrift, long floor, Duration reserve) {
    Checks.positiveNanos("reserve", reserve);
    if (reserve.toMillis() < 2 || reserve.multipliedBy(2).compareTo(maxDrift) > 0) {
      throw new IllegalArgumentException(
          "reserve is %s, expected 2 ms to half of maxDrift, which is %s"
              .formatted(reserve, maxDrift));
    }
    if (floor < 0) {
      throw new IllegalArgumentException("floor is " + floor + ", expected 0 or more");
    }
    return new HybridClock(maxDrift, floor, reserve.toMillis(), floor);
  }

  /**
   * A stamp for a local event, such as sending a message.
   *
   * @return the stamp, or {@link #NONE} while the ceiling is not on disk
   */
  public long stamp(long wallMillis) {
    read(wallMillis);
    long physical = HybridStamp.first(wallMillis);
    while (true) {
      long seen = (long) LAST.getVolatile(this);
      long next = Math.max(seen + 1, physical);
      if (next >= ceiling) {
        REFUSED.getAndAdd(this, 1L);
        return NONE;
      }
      if (LAST.compareAndSet(this, seen, next)) {
        return next;
      }
    }
  }

  /**
   * A stamp for the arrival of a message, later than the message's stamp and all earlier ones of
   * this clock.
   *
   * @param stamp that came with the message
   * @return the stamp, or {@link #NONE} if the message's stamp is refused: do not process the
   *     message then, since it cannot be ordered here
   */
  public long received(long stamp, long wallMillis) {
    read(wallMillis);
    if (stamp < 0 || stamp == Long.MAX_VALUE || isTooFarAhead(stamp, wallMillis)) {
      REFUSED.getAndAdd(this, 1L);
      return NONE;
    }
    long physical = HybridStamp.first(wallMillis);
    while (true) {
      long seen = (long) LAST.getVolatile(this);
      long next = Math.max(Math.max(seen, stamp) + 1, physical);
      if (next >= ceiling) {
        block(stamp);
        REFUSED.getAndAdd(this, 1L);
        return NONE;
      }
      if (LAST.compareAndSet(this, seen, next)) {
        return next;
      }
    }
  }

  private void read(long wallMillis) {
    readings.at(Math.clamp(wallMillis, 0, FARTHEST_MILLIS) * NANOS_OF_MILLI);
  }

  private void block(long stamp) {
    long before = (long) BLOCKED.getVolatile(this);
    while (stamp > before && !BLOCKED.compareAndSet(this, before, stamp)) {
      before = (long) BLOCKED.getVolatile(this);
    }
  }

  private boolean isTooFarAhead(long stamp, long wallMillis) {
    return HybridStamp.millis(stamp) - HybridStamp.millis(HybridStamp.first(wallMillis))
        > driftMillis;
  }

  /**
   * Why {@link #received} would refuse a stamp, in words; empty if it would not.
   *
   * @param from the sender of the stamp
   */
  public String explain(String from, long stamp, long wallMillis) {
    if (stamp < 0) {
      return "stamp %d of %s is none, expected 0 or more".formatted(stamp, from);
    }
    if (isTooFarAhead(stamp, wallMillis)) {
      return "stamp %s of %s lies %,d ms ahead of this node's clock, expected at most %,d ms: one of the two clocks is wrong"
          .formatted(
              HybridStamp.text(stamp), from, HybridStamp.millis(stamp) - wallMillis, driftMillis);
    }
    long after = Math.max(last(), stamp);
    if (after < ceiling - 1 && HybridStamp.first(wallMillis) < ceiling) {
      return "";
    }
    if (ceiling == Long.MAX_VALUE) {
      return "there is no stamp after %s of %s"
          .formatted(HybridStamp.text(after), after == stamp ? from : "this node");
    }
    return isWaiting(wallMillis) && stamp < ceiling
        ? "the stored ceiling of this node's stamps lies %,d ms ahead of its clock: it takes none until at most %,d ms are left"
            .formatted(HybridStamp.millis(ceiling) - wallMillis, reserveMillis)
        : "the ceiling of this node's stamps is %s, and what comes after %s of %s would not be below: store what wanted() says"
            .formatted(HybridStamp.text(ceiling), HybridStamp.text(stamp), from);
  }

  /**
   * The ceiling that should be on disk now, or {@link #NONE} if the stored one is sufficient. A new
   * ceiling, {@code reserve} ahead of all stamps, is wanted when half of the reserve is used up, or
   * when a received stamp was refused because of the ceiling. It is never more than {@code
   * maxDrift} and {@code reserve} ahead of the wall clock.
   */
  public long wanted(long wallMillis) {
    if (ceiling == Long.MAX_VALUE) {
      return NONE;
    }
    long now = Math.max(last() + 1, HybridStamp.first(wallMillis));
    long refusedForIt = (long) BLOCKED.getVolatile(this);
    if (refusedForIt >= ceiling - 1 && !isTooFarAhead(refusedForIt, wallMillis)) {
      now = Math.max(now, refusedForIt + 1);
    } else if (isWaiting(wallMillis)) {
      return NONE;
    }
    if (ceiling - now > reserveMillis / 2 << HybridStamp.COUNTER_BITS) {
      return NONE;
    }
    return Nanos.plus(now, reserveMillis << HybridStamp.COUNTER_BITS);
  }

  /** Whether stamps would start too far ahead: none was given or received since the start. */
  private boolean isWaiting(long wallMillis) {
    long ahead = floor - HybridStamp.first(wallMillis);
    return last() == floor && ahead > reserveMillis << HybridStamp.COUNTER_BITS;
  }

  /** Reports that a ceiling is on disk; a lower one than before has no effect. */
  public synchronized void persisted(long stored) {
    ceiling = Math.max(ceiling, stored);
  }

  /** The latest stamp. */
  public long last() {
    return (long) LAST.getVolatile(this);
  }

  /** How far the latest stamp lies ahead of the wall clock, in milliseconds; 0 if it does not. */
  public long aheadMillis(long wallMillis) {
    return Math.max(0, Nanos.minus(HybridStamp.millis(last()), wallMillis));
  }

  /**
   * How many readings of the wall clock lay more than a second before the latest: it was set back,
   * or a thread was delayed. Stamps continue from the last one.
   */
  public long lateReadings() {
    return readings.count();
  }

  /** How often {@link #NONE} was returned instead of a stamp. */
  public long refused() {
    return (long) REFUSED.getVolatile(this);
  }
}
