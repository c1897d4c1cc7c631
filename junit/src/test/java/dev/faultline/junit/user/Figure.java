package dev.faultline.junit.user;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import org.jspecify.annotations.Nullable;

/**
 * Two plain Java threads and a plain {@code int} that starts at 1: one adds 2, the other doubles
 * (Petrov, Database Internals, figure 8-1).
 */
public final class Figure {
  private int x = 1;

  private Figure() {}

  private void add() {
    x = x + 2;
  }

  private void multiply() {
    x = x * 2;
  }

  /** Sets the world up; {@link Seen} notes what {@code x} ends as. */
  public static void build(World world) {
    world.model(SystemModel.asynchronous());
    Ended ended = new Ended();
    world.blockingNode(
        "node",
        env -> {
          Figure figure = new Figure();
          Thread first = Thread.startVirtualThread(figure::add);
          Thread second = Thread.startVirtualThread(figure::multiply);
          first.join();
          second.join();
          ended.x = figure.x;
          env.remark("x is " + figure.x);
        });
    world.always("x is not 2", () -> ended.x == null || Seen.allows(ended.x));
  }

  private static final class Ended {
    private @Nullable Integer x;
  }
}
