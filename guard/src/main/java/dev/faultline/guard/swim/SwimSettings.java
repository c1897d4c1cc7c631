package dev.faultline.guard.swim;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * Settings of {@link Swim}. Immutable; {@code with} methods give changed copies.
 *
 * @param interval a member probes one other member in each interval
 * @param timeout how long to wait for an answer before helpers are asked to probe; less than the
 *     interval
 * @param indirect how many helpers are asked, 0 to 100
 * @param suspicion how many intervals, times log10 of the number of members, a suspicion lasts
 *     before the member is declared dead; 1 to 1,000
 * @param rumours the maximum number of rumours in a message, 1 to 100
 * @param isRoundRobin whether members are probed in shuffled rounds, so that each is probed within
 *     {@code 2 × members − 1} intervals; otherwise each is drawn at random
 * @param localHealth Lifeguard: a member that gets no answers assumes that it is slow itself, and
 *     lengthens its interval and timeout up to ninefold
 * @param dynamicSuspicion Lifeguard: a suspicion starts with six times the normal length, and each
 *     further member that suspects the same shortens it
 * @param buddy Lifeguard: a probe to a suspected member tells it that it is suspected
 */
public record SwimSettings(
    Duration interval,
    Duration timeout,
    int indirect,
    double suspicion,
    int rumours,
    boolean isRoundRobin,
    boolean localHealth,
    boolean dynamicSuspicion,
    boolean buddy) {
  /** One second, half a second, 3 others, 5 × log10(n), 8 rumours, and all parts of Lifeguard. */
  public static final SwimSettings DEFAULT =
      new SwimSettings(
          Duration.ofSeconds(1), Duration.ofMillis(500), 3, 5, 8, true, true, true, true);

  /** Checks the settings. */
  public SwimSettings {
    Checks.positiveNanos("interval", interval);
    Checks.positiveNanos("timeout", timeout);
    if (timeout.compareTo(interval) >= 0) {
      throw new IllegalArgumentException(
          "timeout is " + timeout + ", expected less than interval, which is " + interval);
    }
    if (interval.toDays() > 365) {
      throw new IllegalArgumentException("interval is " + interval + ", expected at most a year");
    }
    Checks.within("indirect", indirect, 0, 100);
    Checks.within("suspicion", suspicion, 1, 1_000);
    Checks.within("rumours", rumours, 1, 100);
  }

  /** See {@link #interval} and {@link #timeout}. */
  public SwimSettings withInterval(Duration interval, Duration timeout) {
    return new SwimSettings(
        interval,
        timeout,
        indirect,
        suspicion,
        rumours,
        isRoundRobin,
        localHealth,
        dynamicSuspicion,
        buddy);
  }

  /** See {@link #isRoundRobin}. */
  public SwimSettings withRoundRobin(boolean roundRobin) {
    return new SwimSettings(
        interval,
        timeout,
        indirect,
        suspicion,
        rumours,
        roundRobin,
        localHealth,
        dynamicSuspicion,
        buddy);
  }

  /**
   * The parts of Lifeguard: see {@link #localHealth}, {@link #dynamicSuspicion}, {@link #buddy}.
   */
  public SwimSettings withLifeguard(boolean localHealth, boolean dynamicSuspicion, boolean buddy) {
    return new SwimSettings(
        interval,
        timeout,
        indirect,
        suspicion,
        rumours,
        isRoundRobin,
        localHealth,
        dynamicSuspicion,
        buddy);
  }
}
