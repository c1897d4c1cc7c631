package dev.faultline.examples.state;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.List;

/**
 * Bugs that were published of state that replicas should agree on, as worlds; {@code naive=false}
 * has the guards of {@code faultline-guard} in them.
 */
public final class StateBugs implements Scenario {
  /** The bugs, by the names that the setting has. */
  public static final List<String> BUGS =
      List.of("schema", "ring", "last-write", "deltas", "resurrection", "rot", "iterator");

  @Override
  public String name() {
    return "state-bugs";
  }

  @Override
  public String description() {
    return "Schemas, rings, clocks and deltas that differ between replicas; naive=false holds.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("bug", "schema", "one of " + String.join(", ", BUGS)),
        new Setting("naive", "true", "whether the program is the naive one"));
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
      case "schema" -> world -> SchemaWorld.build(world, naive);
      case "ring" -> world -> RingWorld.build(world, naive);
      case "last-write" -> world -> LastWriteWorld.build(world, naive);
      case "deltas" -> world -> DeltasWorld.build(world, naive);
      case "resurrection" -> world -> ResurrectionWorld.build(world, naive);
      case "iterator" -> world -> IteratorWorld.build(world, naive);
      case "rot" -> world -> RotWorld.build(world, naive);
      default ->
          throw new UsageException(
              "setting bug is '%s', expected one of %s"
                  .formatted(settings.text("bug"), String.join(", ", BUGS)));
    };
  }
}
