package dev.faultline.examples.resilience4j;

import dev.faultline.core.Address;
import dev.faultline.core.SystemModel;
import dev.faultline.examples.guards.bugs.BreakerWorld;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.guard.breaker.MonotonicClock;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The circuit breaker of Resilience4j 2.4.0. With a window of time and its default clock, the wall
 * clock, one step back keeps it from ever opening. Results of calls from before an outage close it
 * whatever its clock is.
 */
public final class Resilience4j implements Scenario {
  /** Errors begin when the clocks have stopped jumping. */
  private static final Duration HEALED = Duration.ofSeconds(50);

  private static final Duration FAILS = Duration.ofSeconds(60);

  static {
    // Its logging facade would print that it has nowhere to log to.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  @Override
  public String name() {
    return "resilience4j";
  }

  @Override
  public String description() {
    return "A published circuit breaker that never opens, unless clock=monotonic.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("clock", "wall", "what its clock shows: wall, monotonic"),
        new Setting(
            "world",
            "clocks",
            "clocks: they jump, and then all calls fail; outage: a server stands still, and answers"
                + " late"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(160);
  }

  @Override
  public Program program(Settings settings) {
    boolean isMonotonic =
        switch (settings.text("clock")) {
          case "wall" -> false;
          case "monotonic" -> true;
          default -> throw unknown(settings, "clock", "wall or monotonic");
        };
    return switch (settings.text("world")) {
      case "clocks" -> world -> clocks(world, isMonotonic);
      case "outage" ->
          world ->
              BreakerWorld.build(
                  world, env -> Published.ofCalls(MonotonicClock.of(env::nanoTime, Instant.EPOCH)));
      default -> throw unknown(settings, "world", "clocks or outage");
    };
  }

  private static UsageException unknown(Settings settings, String name, String expected) {
    return new UsageException(
        "setting %s is '%s', expected %s".formatted(name, settings.text(name), expected));
  }

  private static void clocks(World world, boolean isMonotonic) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    Address server = world.node("server", () -> new FailingServer(FAILS));
    NodeHandle<FailingServer.Caller> caller =
        world.node(
            "caller",
            () ->
                new FailingServer.Caller(
                    server,
                    env -> {
                      Clock clock =
                          isMonotonic
                              ? MonotonicClock.of(env::nanoTime, env.clock().now())
                              : new NodeWallClock(env.clock());
                      return Published.ofTime(clock);
                    }));
    world.healAfter(HEALED);
    world.eventually(
        "a breaker whose calls fail opens", Duration.ofSeconds(100), caller, c -> c.hasOpened());
  }
}
