package dev.faultline.guard.call;

import dev.faultline.core.Checks;
import dev.faultline.guard.retry.Backoff;
import java.time.Duration;

/**
 * How often a call is attempted, and when.
 *
 * @param attempts how many attempts a call has at most, retries and hedges included, 1 to {@link
 *     #MOST_ATTEMPTS}
 * @param attemptTimeout how long one attempt may take before it counts as timed out; the deadline
 *     of the call may end it earlier
 * @param least an attempt that would have less time than this is not sent: what it asks for could
 *     not be done in time. Silence until the deadline counts as a timeout, so this is also what the
 *     other side is granted
 * @param backoff how long to wait before a retry
 * @param hedges how many of the attempts may be hedges, 0 to {@link #MOST_ATTEMPTS} − 1
 * @param hedgeAfter how long the newest attempt is waited for before a hedge; the 95th percentile
 *     of the answer times is usual (Dean and Barroso, "The Tail at Scale", CACM 2013)
 */
public record CallSettings(
    int attempts,
    Duration attemptTimeout,
    Duration least,
    Backoff backoff,
    int hedges,
    Duration hedgeAfter) {

  /** No call has more attempts. */
  public static final int MOST_ATTEMPTS = 16;

  /** Three attempts of 10 ms to a second, with full jitter from 50 ms to 10 s, and no hedges. */
  public static final CallSettings DEFAULT =
      new CallSettings(
          3,
          Duration.ofSeconds(1),
          Duration.ofMillis(10),
          Backoff.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(10)),
          0,
          Duration.ofSeconds(1));

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public CallSettings {
    Checks.within("attempts", attempts, 1, MOST_ATTEMPTS);
    Checks.positiveNanos("attemptTimeout", attemptTimeout);
    Checks.nanos("least", least);
    Checks.within("hedges", hedges, 0, MOST_ATTEMPTS - 1);
    Checks.positiveNanos("hedgeAfter", hedgeAfter);
  }

  /** The same with another number of attempts. */
  public CallSettings withAttempts(int attempts) {
    return new CallSettings(attempts, attemptTimeout, least, backoff, hedges, hedgeAfter);
  }

  /** The same with another timeout of one attempt. */
  public CallSettings withAttemptTimeout(Duration timeout) {
    return new CallSettings(attempts, timeout, least, backoff, hedges, hedgeAfter);
  }

  /** The same with another shortest time that is worth an attempt. */
  public CallSettings withLeast(Duration least) {
    return new CallSettings(attempts, attemptTimeout, least, backoff, hedges, hedgeAfter);
  }

  /** The same with another backoff. */
  public CallSettings withBackoff(Backoff backoff) {
    return new CallSettings(attempts, attemptTimeout, least, backoff, hedges, hedgeAfter);
  }

  /** The same with hedges. */
  public CallSettings withHedges(int hedges, Duration after) {
    return new CallSettings(attempts, attemptTimeout, least, backoff, hedges, after);
  }
}
