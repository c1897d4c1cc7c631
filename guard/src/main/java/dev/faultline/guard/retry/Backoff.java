package dev.faultline.guard.retry;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.Locale;

/**
 * How long to wait before a retry: a pure function of the attempt, the wait before it, and a random
 * number that the caller draws.
 *
 * <p>The four kinds with jitter and without are those that Marc Brooker compares in "Exponential
 * Backoff and Jitter" (AWS Architecture Blog, 2015). Jitter spreads retries; it does not lessen
 * them: see {@link RetryBudget}.
 */
public final class Backoff {
  /** The shape of the wait. */
  public enum Kind {
    /** No wait at all. */
    NONE,
    /** Always the base. */
    FIXED,
    /** The base, doubled for each attempt, up to the cap. */
    EXPONENTIAL,
    /** Uniform from zero to the exponential wait. */
    FULL_JITTER,
    /** Half of the exponential wait, and uniform up to the other half. */
    EQUAL_JITTER,
    /** Uniform from the base to three times the wait before, up to the cap. */
    DECORRELATED_JITTER
  }

  /** No wait at all. */
  public static final Backoff NONE = new Backoff(Kind.NONE, 0, 0);

  private final Kind kind;
  private final long baseNanos;
  private final long capNanos;

  private Backoff(Kind kind, long baseNanos, long capNanos) {
    this.kind = kind;
    this.baseNanos = baseNanos;
    this.capNanos = capNanos;
  }

  /** Always the same wait. */
  public static Backoff fixed(Duration wait) {
    long nanos = Checks.nanos("wait", wait);
    return new Backoff(Kind.FIXED, nanos, nanos);
  }

  /**
   * A wait of the given kind.
   *
   * @param base the first wait, more than zero
   * @param cap the longest wait, at least the base
   * @throws IllegalArgumentException if a duration is out of its range
   */
  public static Backoff of(Kind kind, Duration base, Duration cap) {
    long baseNanos = Checks.positiveNanos("base", base);
    long capNanos = Checks.positiveNanos("cap", cap);
    if (capNanos < baseNanos) {
      throw new IllegalArgumentException("cap is " + cap + ", expected at least the base, " + base);
    }
    return new Backoff(kind, baseNanos, capNanos);
  }

  /** {@link #of} with {@link Kind#FULL_JITTER}: the fewest calls of the four, and our default. */
  public static Backoff fullJitter(Duration base, Duration cap) {
    return of(Kind.FULL_JITTER, base, cap);
  }

  /** Which kind this is. */
  public Kind kind() {
    return kind;
  }

  /**
   * The wait before a retry, in nanoseconds.
   *
   * @param retry 0 for the first retry, 1 for the second; negative counts as 0
   * @param previousNanos the wait before the last attempt, 0 for the first retry
   * @param random 64 random bits, such as {@code RandomGenerator.nextLong()} gives
   */
  public long delayNanos(int retry, long previousNanos, long random) {
    return switch (kind) {
      case NONE -> 0;
      case FIXED -> baseNanos;
      case EXPONENTIAL -> exponential(retry);
      case FULL_JITTER -> upTo(exponential(retry), random);
      case EQUAL_JITTER -> {
        long half = exponential(retry) / 2;
        yield half + upTo(exponential(retry) - half, random);
      }
      case DECORRELATED_JITTER -> {
        long from = Math.max(baseNanos, Math.min(previousNanos, capNanos));
        long most = from > Long.MAX_VALUE / 4 ? Long.MAX_VALUE / 4 * 3 : 3 * from;
        yield Math.min(capNanos, baseNanos + upTo(most - baseNanos, random));
      }
    };
  }

  private long exponential(int retry) {
    int doublings = Math.max(0, retry);
    boolean beyond = doublings >= Long.numberOfLeadingZeros(baseNanos) - 1;
    return beyond ? capNanos : Math.min(capNanos, baseNanos << doublings);
  }

  /** Uniform from zero to {@code most}, both included. */
  private static long upTo(long most, long random) {
    return Math.unsignedMultiplyHigh(random, most + 1);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NONE -> "no wait";
      case FIXED -> "always " + Duration.ofNanos(baseNanos);
      case EXPONENTIAL, FULL_JITTER, EQUAL_JITTER, DECORRELATED_JITTER ->
          kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + " from "
              + Duration.ofNanos(baseNanos)
              + " to "
              + Duration.ofNanos(capNanos);
    };
  }
}
