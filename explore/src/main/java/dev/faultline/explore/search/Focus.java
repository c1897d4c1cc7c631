package dev.faultline.explore.search;

import dev.faultline.sim.base.KeyedHash;

/**
 * Which nodes of a world faults strike more often than others, in what they do. A bug that takes
 * several faults mostly takes them on the same node, and needs the others up: where all are struck
 * alike, the failures that the model allows at once are spent on nodes that do not matter.
 */
record Focus(long seed, boolean drawn) {
  /** All nodes alike. */
  static final Focus NONE = new Focus(0, false);

  private static final int FOCUS = 0xF0;
  private static final int ONE_NODE_IN = 3;
  private static final double MORE = 3;
  private static final double LESS = 0.2;

  /**
   * The focus of a world of swarm testing: on about a third of the nodes in half of those where
   * nodes crash again and again, else on all.
   */
  static Focus of(long seed) {
    boolean drawn =
        SwarmMix.loops(seed) && KeyedHash.below(2, KeyedHash.of(seed, FOCUS, 0, 0)) == 0;
    return drawn ? new Focus(seed, true) : NONE;
  }

  /** How many times as often as usual that node is struck. */
  double times(long node) {
    if (!drawn) {
      return 1;
    }
    boolean within = KeyedHash.below(ONE_NODE_IN, KeyedHash.of(seed, FOCUS, node, 1)) == 0;
    return within ? MORE : LESS;
  }
}
