package dev.faultline.guard.breaker;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * When a circuit breaker opens, and how it closes again.
 *
 * @param window the span of time over which results are counted, at least one millisecond
 * @param least the minimum number of results in the window before it may open, 1 to 1,000,000
 * @param anyFailure the failure rate, over all kinds of failure, at which it opens; above 0 and at
 *     most 1
 * @param shares the rate of a single kind of failure at which it opens; a kind without an entry
 *     counts only towards {@code anyFailure}
 * @param open how long it stays open at first
 * @param longestOpen the longest time that it stays open: after each failed probe it stays open
 *     twice as long as before, up to this
 * @param probes how many calls have to succeed in the half-open state before it closes, 1 to 1,000.
 *     At most this number, less those that have succeeded, are under way at once; one that ends as
 *     {@link Outcome#IGNORED} is replaced by another
 * @param permitLife how long a caller may take to report; a permit that is not reported by then
 *     counts as a {@link Outcome#TIMEOUT}
 */
public record BreakerSettings(
    Duration window,
    int least,
    double anyFailure,
    Map<Outcome, Double> shares,
    Duration open,
    Duration longestOpen,
    int probes,
    Duration permitLife) {

  /** Slices are whole nanoseconds, so the rounding error has to be negligible. */
  private static final long LEAST_WINDOW_NANOS = 1_000_000;

  /**
   * Opens when half of at least 20 calls within ten seconds failed; stays open for five seconds at
   * first and at most one minute; two probes; one minute to report.
   */
  public static final BreakerSettings DEFAULT =
      new BreakerSettings(
          Duration.ofSeconds(10),
          20,
          0.5,
          new EnumMap<>(Outcome.class),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          2,
          Duration.ofMinutes(1));

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range; the message names it
   */
  public BreakerSettings {
    if (Checks.positiveNanos("window", window) < LEAST_WINDOW_NANOS) {
      throw new IllegalArgumentException(
          "window is %s, expected at least a millisecond: it has ten slices".formatted(window));
    }
    Checks.within("least", least, 1, 1_000_000);
    Checks.within("anyFailure", anyFailure, Double.MIN_NORMAL, 1);
    Map<Outcome, Double> checked = new EnumMap<>(Outcome.class);
    shares.forEach((outcome, share) -> {
      if (!outcome.isFailure()) {
        throw new IllegalArgumentException(
            "shares has %s, expected a kind of failure: ERROR, TIMEOUT, OVERLOAD"
                .formatted(outcome));
      }
      checked.put(outcome, Checks.within("share of " + outcome, share, Double.MIN_NORMAL, 1));
    });
    shares = Collections.unmodifiableMap(checked);
    Checks.positiveNanos("open", open);
    Checks.positiveNanos("longestOpen", longestOpen);
    if (longestOpen.compareTo(open) < 0) {
      throw new IllegalArgumentException(
          "longestOpen is %s, expected at least open, %s".formatted(longestOpen, open));
    }
    Checks.within("probes", probes, 1, 1_000);
    Checks.positiveNanos("permitLife", permitLife);
  }

  /** The same with another window and another minimum number of results. */
  public BreakerSettings withWindow(Duration window, int least) {
    return new BreakerSettings(
        window, least, anyFailure, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with another failure rate. */
  public BreakerSettings withAnyFailure(double share) {
    return new BreakerSettings(window, least, share, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with a limit for one kind of failure. */
  public BreakerSettings withShare(Outcome failure, double share) {
    Map<Outcome, Double> more = new EnumMap<>(Outcome.class);
    more.putAll(shares);
    more.put(failure, share);
    return new BreakerSettings(
        window, least, anyFailure, more, open, longestOpen, probes, permitLife);
  }

  /** The same with other open times. */
  public BreakerSettings withOpen(Duration first, Duration longest) {
    return new BreakerSettings(
        window, least, anyFailure, shares, first, longest, probes, permitLife);
  }

  /** The same with another number of probes. */
  public BreakerSettings withProbes(int probes) {
    return new BreakerSettings(
        window, least, anyFailure, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with another permit lifetime. */
  public BreakerSettings withPermitLife(Duration life) {
    return new BreakerSettings(window, least, anyFailure, shares, open, longestOpen, probes, life);
  }
}
