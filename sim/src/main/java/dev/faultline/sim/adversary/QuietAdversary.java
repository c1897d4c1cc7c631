package dev.faultline.sim.adversary;

import dev.faultline.core.Fault;
import dev.faultline.sim.base.KeyedHash;
import org.jspecify.annotations.Nullable;

/**
 * The adversary that lets every decision take its default: delays and random numbers vary with the
 * seed, and no fault ever strikes. The base of those that depart from it. It has no state, so it
 * may be shared.
 */
public class QuietAdversary implements Adversary {
  private final long seed;

  public QuietAdversary(long seed) {
    this.seed = seed;
  }

  public final long seed() {
    return seed;
  }

  /**
   * The default of a decision: 64 well-mixed bits that depend on the seed and its identity alone.
   */
  protected final long hash(Decision kind, long subject, long ordinal) {
    return KeyedHash.of(seed, kind.ordinal(), subject, ordinal);
  }

  @Override
  public FaultRates rates() {
    return FaultRates.NONE;
  }

  @Override
  public long choose(Decision kind, long subject, long ordinal, long bound) {
    long hash = hash(kind, subject, ordinal);
    return bound == 0 ? hash : KeyedHash.below(bound, hash);
  }

  @Override
  public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
    return odds == Odds.ALWAYS;
  }

  @Override
  public @Nullable Fault fault(long ordinal, FaultView view) {
    return null;
  }
}
