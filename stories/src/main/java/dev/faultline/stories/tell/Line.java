package dev.faultline.stories.tell;

/**
 * A line of a screen.
 *
 * @param style how it looks where there are colours
 * @param text at most {@link Screen#WIDTH} characters
 */
public record Line(Style style, String text) {
  /** How a line looks where there are colours. */
  public enum Style {
    PLAIN,
    BOLD,
    DIM,
    BAD,
    GOOD
  }
}
