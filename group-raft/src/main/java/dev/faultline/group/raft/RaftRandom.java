package dev.faultline.group.raft;

import java.util.Random;
import java.util.random.RandomGenerator;

/** The caller's randomness in the shape that MicroRaft wants. */
final class RaftRandom extends Random {
  private static final long serialVersionUID = 1;

  private final transient RandomGenerator random;

  RaftRandom(RandomGenerator random) {
    super(0);
    this.random = random;
  }

  @Override
  protected int next(int bits) {
    return random.nextInt() >>> (Integer.SIZE - bits);
  }
}
