package dev.faultline.stories;

import java.util.List;

/**
 * Where a story becomes inevitable: in how many worlds of a hundred it fails, along one parameter.
 *
 * @param parameter that is varied
 * @param values of it, in order
 * @param text a question that the numbers answer, such as "how long may it last?"
 */
public record Turning(String parameter, List<Double> values, String text) {
  /** Copies the list. */
  public Turning {
    values = List.copyOf(values);
  }
}
