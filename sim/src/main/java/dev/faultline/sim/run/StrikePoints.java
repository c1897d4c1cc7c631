package dev.faultline.sim.run;

import dev.faultline.sim.node.SimNode;

/** Hears of points in what nodes do where something was to be asked. */
public interface StrikePoints {
  /** An incarnation is about to start. */
  void starting(SimNode node);

  /** A node has come to such a point between two steps. */
  void reached(SimNode node);

  /** A node has come to such a point inside a step; does not return where the node crashes here. */
  void reachedInside(SimNode node);
}
