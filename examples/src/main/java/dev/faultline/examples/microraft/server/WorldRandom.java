package dev.faultline.examples.microraft.server;

import java.util.Random;
import java.util.random.RandomGenerator;

/** The node's randomness in the shape that MicroRaft wants. */
final class WorldRandom extends Random {
  private static final long serialVersionUID = 1;

  private final transient RandomGenerator random;

  WorldRandom(RandomGenerator random) {
    super(0);
    this.random = random;
  }

  @Override
  protected int next(int bits) {
    return random.nextInt() >>> (Integer.SIZE - bits);
  }
}
