package dev.faultline.guard.detect;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * Settings of a {@link HeartbeatDetector}. Immutable; {@code with} methods give changed copies.
 *
 * @param method how long a peer is trusted after a heartbeat
 * @param firstWithin how long a peer of which nothing was heard is trusted, and how long one at
 *     least of which too little was heard to learn from
 * @param window heartbeats from which the methods learn, 8 to 100,000
 * @param pauseAfter a detector that was not called for longer takes it for a pause of its own
 *     process; zero if it never does
 * @param grace how long peers are trusted at least after such a pause, so that what waits in the
 *     socket is read first; once for each heartbeat, so that pauses hide a death no longer than
 *     that
 */
public record DetectorSettings(
    DetectionMethod method, Duration firstWithin, int window, Duration pauseAfter, Duration grace) {
  /** Checks the settings. */
  public DetectorSettings {
    Checks.positiveNanos("firstWithin", firstWithin);
    Checks.within("window", window, 8, 100_000);
    Checks.nanos("pauseAfter", pauseAfter);
    Checks.nanos("grace", grace);
  }

  /** A method with ten seconds for the first heartbeat, a window of 200, and no grace. */
  public static DetectorSettings of(DetectionMethod method) {
    return new DetectorSettings(method, Duration.ofSeconds(10), 200, Duration.ZERO, Duration.ZERO);
  }

  /** See {@link #firstWithin}. */
  public DetectorSettings withFirstWithin(Duration time) {
    return new DetectorSettings(method, time, window, pauseAfter, grace);
  }

  /** See {@link #window}. */
  public DetectorSettings withWindow(int heartbeats) {
    return new DetectorSettings(method, firstWithin, heartbeats, pauseAfter, grace);
  }

  /**
   * See {@link #pauseAfter} and {@link #grace}. Call the detector at least twice in each {@code
   * pauseAfter}.
   */
  public DetectorSettings withGrace(Duration pauseAfter, Duration grace) {
    return new DetectorSettings(method, firstWithin, window, pauseAfter, grace);
  }
}
