package com.example;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Violates its property in the second world, and takes all memory when that is to be made small.
 */
public final class Tired extends Toy {
  /**
   * After a world and the same once more; behind it comes the replay that makes a finding of it.
   */
  private static final int VIOLATING = 3;

  private static final AtomicInteger WORLDS = new AtomicInteger();

  @Override
  void build(World world) {
    int number = WORLDS.incrementAndGet();
    if (number == VIOLATING + 2) {
      throw new OutOfMemoryError("played again");
    }
    world.model(SystemModel.asynchronous());
    if (number >= VIOLATING) {
      world.at(Duration.ofSeconds(1), () -> world.violation("it rests", "it does not"));
    }
  }
}
