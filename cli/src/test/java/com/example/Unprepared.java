package com.example;

import dev.faultline.sim.World;

/** Throws before there is a world. */
public final class Unprepared extends Toy {
  @Override
  void build(World world) {
    throw new IllegalStateException("no cluster today");
  }
}
