package dev.faultline.spark;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A scenario whose first worlds hold; the others wait for the test, and violate a property. */
public final class Held implements Scenario {
  static final CountDownLatch GATE = new CountDownLatch(1);

  /** As many as the first range has. */
  static final int FIRST = 32;

  private static final AtomicInteger BEGUN = new AtomicInteger();

  @Override
  public String name() {
    return "held";
  }

  @Override
  public String description() {
    return "Waits for its test.";
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Program program(Settings settings) {
    return world -> {
      if (BEGUN.getAndIncrement() >= FIRST) {
        await();
        world.always("never", () -> false);
      }
    };
  }

  private static void await() {
    try {
      GATE.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
