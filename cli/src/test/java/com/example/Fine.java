package com.example;

import dev.faultline.sim.World;

/** Nothing is wrong with it. */
public final class Fine extends Toy {
  @Override
  void build(World world) {
    world.node("n1", () -> node(env -> env.remark("up")));
    world.always("all is well", () -> true);
    world.outcome("well");
  }
}
