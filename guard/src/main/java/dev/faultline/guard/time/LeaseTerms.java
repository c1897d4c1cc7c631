package dev.faultline.guard.time;

import dev.faultline.core.Checks;
import java.time.Duration;

/**
 * How long a lease lasts, for its grantor and for its holder.
 *
 * <p>Both measure it, each with a monotonic clock whose rate is off by at most {@code driftPpm}.
 * The holder's view ends before the grantor's whatever the clocks do within that bound if {@code
 * holder × (1 + ρ) ≤ grantor × (1 − ρ)}; the holder's length is the longest that satisfies this. It
 * begins when the holder <em>asks</em>, the grantor's when it grants, which is later.
 *
 * @param length for the grantor
 * @param driftPpm ρ in parts per million, 0 to 100,000
 */
public record LeaseTerms(Duration length, int driftPpm) {
  private static final long PPM = 1_000_000;

  /** Checks the terms. */
  public LeaseTerms {
    Checks.positiveNanos("length", length);
    Checks.within("driftPpm", driftPpm, 0, 100_000);
    if (length.toDays() > 3_653) {
      throw new IllegalArgumentException("length is " + length + ", expected at most ten years");
    }
  }

  /** How long the grantor grants the lease to no other holder, in nanoseconds. */
  public long grantorNanos() {
    return length.toNanos();
  }

  /** How long the holder may rely on it, in nanoseconds. */
  public long holderNanos() {
    long millionths = grantorNanos() / (PPM + driftPpm);
    long rest = grantorNanos() % (PPM + driftPpm);
    return millionths * (PPM - driftPpm) + rest * (PPM - driftPpm) / (PPM + driftPpm);
  }
}
