package dev.faultline.spark;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import java.time.Duration;

/** A scenario whose worlds differ from one JVM to the other, though not within one. */
public final class Unequal implements Scenario {
  @Override
  public String name() {
    return "unequal";
  }

  @Override
  public String description() {
    return "Takes from its process what no world can see.";
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Program program(Settings settings) {
    Duration first = Duration.ofNanos(1 + ProcessHandle.current().pid());
    return world -> world.at(first, () -> {});
  }
}
