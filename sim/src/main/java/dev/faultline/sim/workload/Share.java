package dev.faultline.sim.workload;

import java.util.List;

/**
 * A kind of operation, and its share of a mix.
 *
 * @param weight relative to the other weights; 0 for never
 * @param <I> inputs
 */
public record Share<I>(double weight, Choice<I> choice) {
  public Share {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight is " + weight + ", expected zero or more");
    }
  }

  /**
   * The sum of the weights.
   *
   * @throws IllegalArgumentException when it is zero: nothing would ever be chosen
   */
  public static double total(List<? extends Share<?>> mix) {
    double sum = 0;
    for (Share<?> each : mix) {
      sum += each.weight;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new IllegalArgumentException(
          "the weights of a mix add up to " + sum + ", expected more than zero");
    }
    return sum;
  }

  /** The next operation of a mix, by weight. */
  public static <I> I next(List<Share<I>> mix, Known known) {
    double left = known.random().nextDouble() * total(mix);
    Share<I> chosen = mix.getFirst();
    for (Share<I> each : mix) {
      if (each.weight > 0) {
        chosen = each;
        if (left < each.weight) {
          break;
        }
        left -= each.weight;
      }
    }
    return chosen.choice.next(known);
  }
}
