package com.example;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.time.Duration;

/** Wants liveness where none can be promised. */
public final class Asynchronous extends Toy {
  @Override
  void build(World world) {
    world.model(SystemModel.asynchronous()).healAfter(Duration.ofSeconds(1));
    world.eventually("done", Duration.ofSeconds(1), () -> true);
  }
}
