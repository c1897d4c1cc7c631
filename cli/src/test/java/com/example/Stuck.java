package com.example;

import dev.faultline.sim.World;
import java.util.concurrent.CountDownLatch;

/** Waits for something outside its world. */
public final class Stuck extends Toy {
  @Override
  void build(World world) {
    world.node(
        "n1",
        () ->
            node(env -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }));
  }
}
