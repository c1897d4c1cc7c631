package dev.faultline.chaos.toxic;

import java.util.List;

/**
 * The distribution of the delays of a {@link Toxic.Latency}. No delay is below 0. In the formulas L
 * is the latency and J the jitter.
 */
public sealed interface LatencyShape {
  /** Toxiproxy's distribution: uniform from L − J to L + J, drawn independently for each chunk. */
  LatencyShape PLAIN = new Uniform(0);

  /** Its name in the interface. */
  String text();

  /**
   * Uniform from L − J to L + J.
   *
   * @param correlation of each wait with the one before it, from 0 to 1: neighbouring delays are
   *     similar, the distribution stays the same
   */
  record Uniform(double correlation) implements LatencyShape {
    public Uniform {
      Attributes.share(correlation, "correlation");
    }

    @Override
    public String text() {
      return "uniform";
    }
  }

  /**
   * Normal with mean L and standard deviation J, cut off at 0.
   *
   * @param correlation of each wait with the one before it, from 0 to 1
   */
  record Normal(double correlation) implements LatencyShape {
    public Normal {
      Attributes.share(correlation, "correlation");
    }

    @Override
    public String text() {
      return "normal";
    }
  }

  /**
   * A heavy tail: L + J × (P − 1), where P has the distribution of Pareto with scale 1. So no wait
   * is shorter than L.
   *
   * @param alpha of the distribution, above 0: the smaller, the heavier is the tail
   * @param correlation of each wait with the one before it, from 0 to 1
   */
  record Pareto(double alpha, double correlation) implements LatencyShape {
    public Pareto {
      if (!(alpha > 0 && alpha <= 1_000)) {
        throw new AttributeException("alpha", alpha, "above 0, at most 1000");
      }
      Attributes.share(correlation, "correlation");
    }

    @Override
    public String text() {
      return "pareto";
    }
  }

  /**
   * L + J × sin(2πt / period), where t counts from when the toxic was added.
   *
   * @param periodMillis at least 1
   */
  record Sine(long periodMillis) implements LatencyShape {
    public Sine {
      Attributes.positive(periodMillis, "period");
    }

    @Override
    public String text() {
      return "sine";
    }
  }

  /**
   * L + J for the first half of each period, L − J for the second, counted from when the toxic was
   * added.
   *
   * @param periodMillis at least 1
   */
  record Square(long periodMillis) implements LatencyShape {
    public Square {
      Attributes.positive(periodMillis, "period");
    }

    @Override
    public String text() {
      return "square";
    }
  }

  /**
   * L plus a recorded wait: each connection plays the recording chunk by chunk and repeats it.
   *
   * @param waitsMillis the recording, at least one
   */
  record Trace(List<Long> waitsMillis) implements LatencyShape {
    /** The longest recording. */
    public static final int LONGEST = 100_000;

    public Trace {
      waitsMillis = List.copyOf(waitsMillis);
      if (waitsMillis.isEmpty() || waitsMillis.size() > LONGEST) {
        throw new AttributeException(
            "trace", "a list of " + waitsMillis.size(), "1 to " + LONGEST + " numbers");
      }
      for (long wait : waitsMillis) {
        Attributes.notNegative(wait, "trace");
      }
    }

    @Override
    public String text() {
      return "trace";
    }
  }
}
