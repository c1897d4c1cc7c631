package dev.faultline.examples.microraft;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Worlds of MicroRaft in which nothing fails but what a test says, and the members stay. */
final class QuietWorld {
  private QuietWorld() {}

  static World of(String version, long seed) {
    return of(version, seed, WorldOptions.DEFAULT);
  }

  /** Who leads at this time if nothing fails before. */
  static @Nullable String leaderAt(Duration time, String version, long seed) {
    AtomicReference<@Nullable String> leader = new AtomicReference<>();
    WorldOptions options =
        WorldOptions.DEFAULT
            .withUntil(time)
            .withTracer(event -> {
              if (event instanceof TraceEvent.Remarked(var _, var node, var text)
                  && text.startsWith("leads in")) {
                leader.set(node);
              }
            });
    of(version, seed, options).run();
    return leader.get();
  }

  private static World of(String version, long seed, WorldOptions options) {
    Scenario scenario = new MicroRaftScenario();
    World world = new World(new QuietAdversary(seed), options);
    scenario
        .program(
            new Settings(
                scenario.settings(), Map.of("microraft.version", version, "membership", "none")))
        .build(world);
    return world;
  }
}
