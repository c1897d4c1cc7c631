package com.example;

import dev.faultline.sim.World;

/** Its node throws. */
public final class Throwing extends Toy {
  @Override
  void build(World world) {
    world.node(
        "n1",
        () ->
            node(env -> {
              throw new IllegalStateException("out of cheese", new RuntimeException("mouse"));
            }));
  }
}
