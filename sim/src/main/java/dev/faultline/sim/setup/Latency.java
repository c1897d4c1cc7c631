package dev.faultline.sim.setup;

import dev.faultline.sim.base.SimTime;
import java.time.Duration;

/**
 * How long a datagram takes, as a function of one choice of the adversary: the lower the choice,
 * the shorter.
 */
public sealed interface Latency {
  /** How many choices there are. */
  long bound();

  /** The delay for a choice from 0 to {@link #bound} − 1, in nanoseconds. */
  long nanosAt(long choice);

  /** Always the same. */
  static Latency fixed(Duration delay) {
    return uniform(delay, delay);
  }

  /** Every delay from {@code min} to {@code max} is equally likely. */
  static Latency uniform(Duration min, Duration max) {
    return new Uniform(SimTime.saturatedNanos(min), SimTime.saturatedNanos(max));
  }

  /**
   * At least {@code min}, {@code median} in half of the cases, and a long tail: the excess over
   * {@code min} is exponential, cut off at the 99.99th percentile.
   */
  static Latency exponential(Duration min, Duration median) {
    return Exponential.of(SimTime.saturatedNanos(min), SimTime.saturatedNanos(median));
  }

  /** See {@link Latency#uniform}. */
  record Uniform(long minNanos, long maxNanos) implements Latency {
    public Uniform {
      if (minNanos < 0 || maxNanos < minNanos || maxNanos == Long.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a latency from "
                + minNanos
                + " to "
                + maxNanos
                + " ns, expected 0 <= min <= max, and at most 292 years");
      }
    }

    @Override
    public long bound() {
      return maxNanos - minNanos + 1;
    }

    @Override
    public long nanosAt(long choice) {
      return minNanos + choice;
    }
  }

  /** See {@link Latency#exponential}. */
  final class Exponential implements Latency {
    private static final int STEPS = 1 << 12;
    private static final int SHIFT = 12;

    private final long[] table;

    private Exponential(long[] table) {
      this.table = table;
    }

    static Exponential of(long minNanos, long medianNanos) {
      if (minNanos < 0 || medianNanos <= minNanos) {
        throw new IllegalArgumentException(
            "a latency of at least "
                + minNanos
                + " ns with a median of "
                + medianNanos
                + " ns, expected 0 <= min < median");
      }
      // StrictMath: the table has to be the same to the bit on every machine.
      double scale = (medianNanos - minNanos) / StrictMath.log(2);
      long[] table = new long[STEPS + 1];
      for (int i = 0; i <= STEPS; i++) {
        double quantile = Math.min((double) i / STEPS, 0.9999);
        table[i] = minNanos + (long) (-StrictMath.log1p(-quantile) * scale);
      }
      return new Exponential(table);
    }

    @Override
    public long bound() {
      return (long) STEPS << SHIFT;
    }

    @Override
    public long nanosAt(long choice) {
      int step = (int) (choice >>> SHIFT);
      long low = table[step];
      long within = choice & ((1 << SHIFT) - 1);
      return low + (((table[step + 1] - low) * within) >>> SHIFT);
    }
  }
}
