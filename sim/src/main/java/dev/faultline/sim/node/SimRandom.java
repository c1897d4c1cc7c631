package dev.faultline.sim.node;

import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import java.util.random.RandomGenerator;

/** Randomness for one incarnation, each draw a decision of the adversary. */
public final class SimRandom implements RandomGenerator {
  private final Adversary adversary;
  private final long subject;
  private long draws;

  public SimRandom(Adversary adversary, long subject) {
    this.adversary = adversary;
    this.subject = subject;
  }

  long draws() {
    return draws;
  }

  void draws(long drawn) {
    draws = drawn;
  }

  @Override
  public long nextLong() {
    return adversary.choose(Decision.RANDOM, subject, draws++, 0);
  }
}
