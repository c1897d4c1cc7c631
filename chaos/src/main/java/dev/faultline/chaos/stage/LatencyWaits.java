package dev.faultline.chaos.stage;

import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.Toxic.Latency;
import java.util.SplittableRandom;

/** How long one chunk or datagram after the other waits. */
public final class LatencyWaits {
  /** Longer than anybody waits, and short enough that sums do not overflow. */
  private static final long LONGEST = Long.MAX_VALUE / 4;

  private final long latencyNanos;
  private final long jitterNanos;
  private final LatencyShape shape;
  private final SplittableRandom random;
  private final long addedAtNanos;

  /** What was drawn last, as a number of the standard normal distribution. */
  private double last = Double.NaN;

  private int recorded;

  /** The waits of {@code toxic}, which was added to its proxy at {@code addedAtNanos}. */
  public LatencyWaits(Latency toxic, SplittableRandom random, long addedAtNanos) {
    latencyNanos = Math.min(Nanos.ofMillis(toxic.latencyMillis()), LONGEST);
    jitterNanos = Math.min(Nanos.ofMillis(toxic.jitterMillis()), LONGEST);
    shape = toxic.shape();
    this.random = random;
    this.addedAtNanos = addedAtNanos;
  }

  /** The next wait, of something that arrives now. */
  public long nextNanos(long nowNanos) {
    long extra = Math.clamp(extra(nowNanos - addedAtNanos), -LONGEST, LONGEST);
    return Math.max(0, latencyNanos + extra);
  }

  private long extra(long sinceNanos) {
    return switch (shape) {
      case LatencyShape.Trace(var waits) -> {
        long wait = Nanos.ofMillis(waits.get(recorded));
        recorded = (recorded + 1) % waits.size();
        yield wait;
      }
      case LatencyShape.Sine(long period) ->
          (long) (jitterNanos * Math.sin(2 * Math.PI * phase(sinceNanos, period)));
      case LatencyShape.Square(long period) ->
          phase(sinceNanos, period) < 0.5 ? jitterNanos : -jitterNanos;
      case LatencyShape.Uniform(double correlation) when correlation == 0 ->
          jitterNanos == 0 ? 0 : random.nextLong(-jitterNanos, jitterNanos + 1);
      case LatencyShape.Uniform(double correlation) ->
          (long) (jitterNanos * (2 * Gauss.below(normal(correlation)) - 1));
      case LatencyShape.Normal(double correlation) -> (long) (jitterNanos * normal(correlation));
      case LatencyShape.Pareto(double alpha, double correlation) -> {
        double above = Math.max(1e-12, 1 - Gauss.below(normal(correlation)));
        yield (long) (jitterNanos * (Math.pow(above, -1 / alpha) - 1));
      }
    };
  }

  private static double phase(long sinceNanos, long periodMillis) {
    double periods = sinceNanos / (periodMillis * 1e6);
    return periods - Math.floor(periods);
  }

  /**
   * A draw from the standard normal distribution, correlated with the one before (an autoregressive
   * process of order 1). Other distributions are made from it by its quantiles, so that correlation
   * leaves them as they are.
   */
  private double normal(double correlation) {
    double fresh = random.nextGaussian();
    last =
        Double.isNaN(last)
            ? fresh
            : correlation * last + Math.sqrt(1 - correlation * correlation) * fresh;
    return last;
  }
}
