package dev.faultline.examples.guards.bugs;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.List;

/** Bugs that were published of guards in use, as worlds; {@code naive=false} has ours in them. */
public final class GuardBugs implements Scenario {
  /** The bugs, by the names that the setting has. */
  public static final List<String> BUGS =
      List.of(
          "breaker",
          "limiter",
          "ejection",
          "credits",
          "late-heartbeats",
          "rejoin",
          "lease",
          "lease-drift",
          "last-write");

  @Override
  public String name() {
    return "guard-bugs";
  }

  @Override
  public String description() {
    return "Guards, detectors, clocks and leases as often written; naive=false holds.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("bug", "breaker", "one of " + String.join(", ", BUGS)),
        new Setting("naive", "true", "whether the guard is the naive one"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(90);
  }

  @Override
  public int worlds() {
    return 100;
  }

  @Override
  public Program program(Settings settings) {
    boolean naive = settings.flag("naive");
    return switch (settings.text("bug")) {
      case "breaker" -> world -> BreakerWorld.build(world, naive);
      case "limiter" -> world -> LimiterWorld.build(world, naive);
      case "ejection" -> world -> EjectionWorld.build(world, naive);
      case "credits" -> world -> CreditsWorld.build(world, naive);
      case "late-heartbeats" -> world -> LateHeartbeatsWorld.build(world, naive);
      case "rejoin" -> world -> RejoinWorld.build(world, naive);
      case "lease" -> world -> LeaseWorld.stuck(world, naive);
      case "lease-drift" -> world -> LeaseWorld.drift(world, naive);
      case "last-write" -> world -> LastWriteWorld.build(world, naive);
      default ->
          throw new UsageException(
              "setting bug is '%s', expected one of %s"
                  .formatted(settings.text("bug"), String.join(", ", BUGS)));
    };
  }
}
