package dev.faultline.guard.retry;

import dev.faultline.core.Checks;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How much time is left for a request, and which attempt it is: what travels with it.
 *
 * <p>It is a remaining time and not a point in time, so that the clocks of two machines need not
 * agree. The time on the way is not in it: the receiver believes that it has as much as the sender
 * had when it sent. Take the one-way time off with {@link #less} where it is known.
 *
 * <p>Immutable.
 *
 * @param remainingNanos what is left, never negative; 0 means that it is over
 * @param attempt 0 for the first attempt, 1 for the first retry
 */
public record Deadline(long remainingNanos, int attempt) {
  /** Bytes of the encoded form. */
  public static final int BYTES = Long.BYTES + Integer.BYTES;

  /** Checks the parts. */
  public Deadline {
    if (remainingNanos < 0) {
      throw new IllegalArgumentException(
          "remaining time is " + remainingNanos + " ns, expected 0 or more");
    }
    Checks.within("attempt", attempt, 0, Integer.MAX_VALUE);
  }

  /** The deadline of a first attempt. */
  public static Deadline in(Duration time) {
    return new Deadline(Checks.nanos("time", time), 0);
  }

  /**
   * What is left of a point in time on the caller's clock.
   *
   * @param atNanos when the request is over
   * @param nowNanos the time now, of the same clock
   */
  public static Deadline at(long atNanos, long nowNanos, int attempt) {
    return new Deadline(Math.max(0, atNanos - nowNanos), attempt);
  }

  /** The point in time on this machine's clock at which the request is over. */
  public long endsAt(long receivedAtNanos) {
    return receivedAtNanos + Math.min(remainingNanos, Long.MAX_VALUE / 2);
  }

  /** What is left after some time has gone by. */
  public Deadline less(long nanos) {
    return new Deadline(Math.max(0, remainingNanos - Math.max(0, nanos)), attempt);
  }

  /** The same for the next attempt. */
  public Deadline retried() {
    return new Deadline(remainingNanos, attempt == Integer.MAX_VALUE ? attempt : attempt + 1);
  }

  /** Whether nobody waits for the answer any more, so that the work need not be done. */
  public boolean isOver() {
    return remainingNanos == 0;
  }

  /** Whether the time is too short for work that takes {@code expectedNanos}. */
  public boolean isTooShortFor(long expectedNanos) {
    return remainingNanos < expectedNanos;
  }

  /**
   * Writes {@link #BYTES} bytes, big-endian.
   *
   * @throws java.nio.BufferOverflowException if there is no room for them
   */
  public void put(ByteBuffer target) {
    target.putLong(remainingNanos).putInt(attempt);
  }

  /**
   * Reads what {@link #put} wrote.
   *
   * @throws IllegalArgumentException if there are fewer than {@link #BYTES} bytes, of which none is
   *     read then, or a part is negative: the bytes are not a deadline
   */
  public static Deadline get(ByteBuffer source) {
    if (source.remaining() < BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are left, expected the %d of a deadline".formatted(source.remaining(), BYTES));
    }
    return new Deadline(source.getLong(), source.getInt());
  }
}
