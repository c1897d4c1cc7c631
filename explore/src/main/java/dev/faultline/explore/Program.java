package dev.faultline.explore;

import dev.faultline.sim.World;

/**
 * Sets a world up: nodes, model, properties. Called once a world, for several worlds at once on
 * different threads, so whatever it shares between worlds must be immutable.
 */
@FunctionalInterface
public interface Program {
  void build(World world);
}
