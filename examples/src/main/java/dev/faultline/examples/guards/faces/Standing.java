package dev.faultline.examples.guards.faces;

import dev.faultline.guard.queue.CoDel;
import dev.faultline.guard.queue.SharedCoDel;
import java.time.Duration;

/** A queue in which work has waited too long for a whole interval. */
final class Standing {
  private static final Duration TARGET = Duration.ofMillis(5);
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final long WAITED = Duration.ofMillis(50).toNanos();

  private Standing() {}

  static Face shared() {
    SharedCoDel delay = new SharedCoDel(TARGET, INTERVAL, 2);
    delay.shouldDrop(WAITED, false, 0);
    return new Attempts(() -> delay.shouldDrop(WAITED, false, INTERVAL.toNanos()));
  }

  static Face naive() {
    CoDel delay = new CoDel(TARGET, INTERVAL);
    delay.shouldDrop(WAITED, false, 0);
    return new Attempts(() -> delay.shouldDrop(WAITED, false, INTERVAL.toNanos()));
  }
}
