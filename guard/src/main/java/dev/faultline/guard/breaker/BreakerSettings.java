package dev.faultline.guard.breaker;

import dev.faultline.core.Checks;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * When a circuit breaker opens, and how it finds its way back.
 *
 * @param window how far back results count, a millisecond or more
 * @param least results within the window below which it never opens, 1 to 1,000,000
 * @param anyFailure the share of failures of all kinds from which it opens, above 0 and up to 1
 * @param shares the share of one kind of failure from which it opens; a kind without one counts
 *     only in {@code anyFailure}
 * @param open how long it stays open at first
 * @param longestOpen how long it stays open at most: each time that its probes fail, it stays open
 *     twice as long as before
 * @param probes how many calls have to succeed when it is half open, 1 to 1,000. As many go out at
 *     once at most, less those that have succeeded; one that says nothing ({@link Outcome#IGNORED})
 *     is replaced by another
 * @param permitLife how long a caller may take to report; a permit that is not returned by then
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

  /** Slices are whole nanoseconds: what is rounded off has to be next to nothing. */
  private static final long LEAST_WINDOW_NANOS = 1_000_000;

  /**
   * Opens at half of at least 20 calls within ten seconds, for five seconds and up to a minute; two
   * probes; a minute to report.
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

  /** The same with another window and another least number of results in it. */
  public BreakerSettings withWindow(Duration window, int least) {
    return new BreakerSettings(
        window, least, anyFailure, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with another share of failures. */
  public BreakerSettings withAnyFailure(double share) {
    return new BreakerSettings(window, least, share, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with a share for one kind of failure. */
  public BreakerSettings withShare(Outcome failure, double share) {
    Map<Outcome, Double> more = new EnumMap<>(Outcome.class);
    more.putAll(shares);
    more.put(failure, share);
    return new BreakerSettings(
        window, least, anyFailure, more, open, longestOpen, probes, permitLife);
  }

  /** The same with other times of being open. */
  public BreakerSettings withOpen(Duration first, Duration longest) {
    return new BreakerSettings(
        window, least, anyFailure, shares, first, longest, probes, permitLife);
  }

  /** The same with another number of probes. */
  public BreakerSettings withProbes(int probes) {
    return new BreakerSettings(
        window, least, anyFailure, shares, open, longestOpen, probes, permitLife);
  }

  /** The same with another time to report. */
  public BreakerSettings withPermitLife(Duration life) {
    return new BreakerSettings(window, least, anyFailure, shares, open, longestOpen, probes, life);
  }
}
