package dev.faultline.bench.sim;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;

/** Worlds that do next to nothing. */
final class TrivialWorlds {
  private TrivialWorlds() {}

  /** Three handler nodes, each of which says hello to the next; returns the trace hash. */
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
      env.send(env.address(next), "hello");
    }
  }
}
