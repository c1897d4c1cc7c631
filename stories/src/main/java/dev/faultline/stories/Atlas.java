package dev.faultline.stories;

import java.util.List;

/**
 * Two parameters of which the outcomes are drawn as a map.
 *
 * @param across the parameter from left to right
 * @param acrossValues its values, ascending
 * @param up the parameter from bottom to top
 * @param upValues its values, ascending
 */
public record Atlas(String across, List<Double> acrossValues, String up, List<Double> upValues) {
  /** Copies the lists. */
  public Atlas {
    acrossValues = List.copyOf(acrossValues);
    upValues = List.copyOf(upValues);
  }

  /** Evenly spaced values, the ends included. */
  public static List<Double> range(double from, double to, int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(i -> from + (to - from) * i / (count - 1))
        .toList();
  }
}
