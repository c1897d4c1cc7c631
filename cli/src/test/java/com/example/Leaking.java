package com.example;

import dev.faultline.sim.World;

/** Reads the real clock. */
public final class Leaking extends Toy {
  @Override
  void build(World world) {
    world.node("n1", () -> node(env -> env.remark("now " + System.nanoTime())));
  }
}
