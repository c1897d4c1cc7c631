package dev.faultline.bench.sim;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;

/**
 * {@link TrivialWorlds} whose nodes count in a static variable, which each world has to look at.
 */
final class CountingWorlds {
  private static long hellos;

  private CountingWorlds() {}

  /** As {@link TrivialWorlds#run}; what is counted is in no hash. */
  static long run(long seed) {
    World world =
        new World(
            new QuietAdversary(seed), WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(1)));
    for (int i = 0; i < 3; i++) {
      String next = "n" + (i + 1) % 3;
      world.node("n" + i, () -> new Hello(next));
    }
    WorldResult result = world.run();
    if (result.events() != 6) {
      throw new AssertionError("expected three starts and three deliveries: " + result);
    }
    return result.traceHash();
  }

  private record Hello(String next) implements Node {
    @Override
    public void start(Env env) {
      hellos++;
      env.send(env.address(next), "hello");
    }
  }
}
