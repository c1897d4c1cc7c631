package dev.faultline.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The axis of a drawing that goes up.
 *
 * @param from the value at its foot; logarithms where it is {@code logarithmic}
 * @param to at its top
 * @param ticks where it is written at
 */
record Scale(double from, double to, boolean logarithmic, List<Double> ticks) {
  private static final int STEPS = 4;

  Scale {
    ticks = List.copyOf(ticks);
  }

  /** From nothing to somewhat more than {@code most}. */
  static Scale linear(double most) {
    double step = step(Math.max(most, 1e-9) / STEPS);
    List<Double> ticks = new ArrayList<>();
    int count = Math.max(1, (int) Math.ceil(most / step - 1e-9));
    for (int i = 0; i <= count; i++) {
      ticks.add(i * step);
    }
    return new Scale(0, ticks.getLast(), false, ticks);
  }

  /** Whole powers of ten around what is shown. */
  static Scale logarithmic(double least, double most) {
    double from = Math.floor(Math.log10(Math.min(least, most > 0 ? most : 1)));
    double to = Math.max(from + 1, Math.ceil(Math.log10(most > 0 ? most : 1)));
    List<Double> ticks = new ArrayList<>();
    for (double power = from; power <= to; power++) {
      ticks.add(Math.pow(10, power));
    }
    return new Scale(from, to, true, ticks);
  }

  /** The next of 1, 2, 5, 10 … times a power of ten. */
  static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** How high a value stands, from 0 to 1. */
  double share(double value) {
    double at = logarithmic ? Math.log10(Math.max(value, Math.pow(10, from))) : value;
    return Math.min(1, Math.max(0, (at - from) / (to - from)));
  }
}
