package dev.faultline.chaos.stage;

import java.util.SplittableRandom;

/**
 * What a stage gets besides its toxic.
 *
 * @param random for what the toxic draws, of this connection, direction and toxic alone
 * @param nowNanos when it takes effect
 * @param addedAtNanos when its toxic was added to the proxy
 * @param wire what all stages of the toxic share
 */
public record StageContext(SplittableRandom random, long nowNanos, long addedAtNanos, Wire wire) {
  /** For a toxic that is added now and shares nothing. */
  public static StageContext of(SplittableRandom random, long nowNanos) {
    return new StageContext(random, nowNanos, nowNanos, new Wire());
  }
}
