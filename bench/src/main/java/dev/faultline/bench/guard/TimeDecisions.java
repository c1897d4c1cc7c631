package dev.faultline.bench.guard;

import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.SharedHeartbeatDetector;
import dev.faultline.guard.time.BoundedClock;
import dev.faultline.guard.time.ErrorBound;
import dev.faultline.guard.time.HybridClock;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** What it costs to ask who is alive and what time it is. */
final class TimeDecisions {
  private static final int PEERS = 1_000;
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private TimeDecisions() {}

  static void addTo(BiConsumer<String, LongSupplier> rows) {
    detectors(rows);
    HybridClock stamps = HybridClock.inMemory(Duration.ofMillis(500));
    rows.accept("hybrid clock, stamp", () -> stamps.stamp(System.currentTimeMillis()));
    HybridClock still = HybridClock.inMemory(Duration.ofMillis(500));
    long wall = System.currentTimeMillis();
    rows.accept("hybrid clock, stamp, the wall clock not read", () -> still.stamp(wall));
    HybridClock arrivals = HybridClock.inMemory(Duration.ofDays(1));
    long sent = arrivals.stamp(wall);
    rows.accept("hybrid clock, arrival", () -> arrivals.received(sent, System.currentTimeMillis()));
    BoundedClock bounded = new BoundedClock();
    bounded.update(
        new ErrorBound(
            "bench", wall * 1_000_000, System.nanoTime(), 1_000, 200_000, Long.MAX_VALUE));
    rows.accept("bounded clock, interval", () -> bounded.now(System.nanoTime()).latestNanos());
    rows.accept("bounded clock, after", () -> bounded.after(0, System.nanoTime()) ? 1 : 0);
  }

  private static void detectors(BiConsumer<String, LongSupplier> rows) {
    SharedHeartbeatDetector detector =
        new SharedHeartbeatDetector(
            DetectorSettings.of(new DetectionMethod.Accrual(8, Duration.ofMillis(20))),
            PEERS,
            System.nanoTime());
    rows.accept(
        "detector, heartbeat (phi)",
        () -> {
          long now = System.nanoTime();
          return detector.heard((int) (now & 511), 1, now, now).ordinal();
        });
    rows.accept(
        "detector, is one peer suspected (phi)",
        () -> detector.isSuspected(7, System.nanoTime()) ? 1 : 0);
    rows.accept("detector, look at 1,000 peers (phi)", () -> detector.suspected(System.nanoTime()));
    SharedHeartbeatDetector estimated =
        new SharedHeartbeatDetector(
            DetectorSettings.of(new DetectionMethod.Estimated(INTERVAL, INTERVAL)),
            PEERS,
            System.nanoTime());
    rows.accept(
        "detector, heartbeat (NFD-E)",
        () -> {
          long now = System.nanoTime();
          return estimated.heard((int) (now & 511), 1, now, now).ordinal();
        });
  }
}
