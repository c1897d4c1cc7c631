package dev.faultline.guard.detect;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * Settings of a {@link HeartbeatDetector}. Immutable; {@code with} methods give changed copies.
 *
 * @param method how long a peer is trusted after a heartbeat
 * @param firstWithin how long a peer is trusted before its first heartbeat, and the minimum time
 *     while there are too few heartbeats to learn from
 * @param window number of recent heartbeats from which the methods learn, 8 to 100,000
 * @param pauseAfter if the detector is not called for longer than this, it assumes that its own
 *     process was paused; zero turns that off
 * @param grace minimum time that peers stay trusted after such a pause, so that heartbeats waiting
 *     in the socket are read first; granted once per heartbeat, so that repeated pauses hide a dead
 *     peer no longer than this
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
