package dev.faultline.disk.fault;

/** The distribution of a call's delay. Times are in nanoseconds and never negative. */
public sealed interface DelayTime {
  /** Always the same. */
  record Fixed(long nanos) implements DelayTime {}

  /** The uniform distribution between two bounds. */
  record Uniform(long fromNanos, long toNanos) implements DelayTime {}

  /** The normal distribution, cut off at zero. */
  record Normal(long meanNanos, long deviationNanos) implements DelayTime {}

  /** The exponential distribution: most are short. */
  record Exponential(long meanNanos) implements DelayTime {}

  /**
   * The Pareto distribution: few are very long. Cut off at a thousand times the least.
   *
   * @param shape the smaller, the heavier the tail; above 0
   */
  record Pareto(long leastNanos, double shape) implements DelayTime {}

  /**
   * The delay for two random numbers, each from 0, inclusive, to 1, exclusive.
   *
   * @param one decides
   * @param other decides, too, where one number does not suffice
   */
  default long nanos(double one, double other) {
    return switch (this) {
      case Fixed(long nanos) -> nanos;
      case Uniform(long from, long to) -> from + (long) (one * (to - from));
      case Normal(long mean, long deviation) -> {
        // Box and Muller, 1958.
        double normal = Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
        yield Math.max(0, mean + (long) (normal * deviation));
      }
      case Exponential(long mean) -> (long) (-Math.log(1 - one) * mean);
      case Pareto(long least, double shape) ->
          (long) (least * Math.min(1_000, Math.pow(1 - one, -1 / shape)));
    };
  }
}
