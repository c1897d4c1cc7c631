package dev.faultline.examples.guards.faces;

import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
import dev.faultline.guard.detect.SharedHeartbeatDetector;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

/** Two threads look at one peer each, which is overdue. */
record Overdue(LongConsumer look, IntSupplier suspicions) implements Face {
  private static final long LATER = Duration.ofSeconds(20).toNanos();
  private static final DetectorSettings SETTINGS =
      DetectorSettings.of(new DetectionMethod.Fixed(Duration.ofSeconds(1)));

  static Overdue shared() {
    SharedHeartbeatDetector detector = new SharedHeartbeatDetector(SETTINGS, 2, 0);
    return new Overdue(
        peer -> detector.isSuspected((int) peer, LATER), () -> (int) detector.suspicions());
  }

  static Overdue naive() {
    HeartbeatDetector detector = new HeartbeatDetector(SETTINGS, 2, 0);
    return new Overdue(
        peer -> detector.isSuspected((int) peer, LATER), () -> (int) detector.suspicions());
  }

  @Override
  public void first() {
    look.accept(0);
  }

  @Override
  public void second() {
    look.accept(1);
  }

  @Override
  public int outcome() {
    return suspicions.getAsInt();
  }
}
