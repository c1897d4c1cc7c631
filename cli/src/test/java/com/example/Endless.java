package com.example;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;

/** Its world never ends. */
public final class Endless extends Toy {
  @Override
  void build(World world) {
    world.node("n1", Spinner::new);
    // No fault strikes a client, so that the world goes on while the node is paused or down.
    world.client("c1", Spinner::new);
  }

  private static final class Spinner implements Node {
    @Override
    public void start(Env env) {
      env.timer(0, "again");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(0, tag);
    }
  }
}
