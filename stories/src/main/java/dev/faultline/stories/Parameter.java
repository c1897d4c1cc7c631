package dev.faultline.stories;

import java.util.Locale;

/**
 * A number of a story that its reader may change.
 *
 * @param name such as {@code requests}
 * @param unit such as {@code /s}; empty for things that are counted, which takes whole numbers
 * @param value its default
 * @param least the lowest allowed
 * @param most the highest allowed
 * @param description one line
 */
public record Parameter(
    String name, String unit, double value, double least, double most, String description) {

  /** A value of it as text, with its unit. */
  public String text(double value) {
    return number(value) + unit;
  }

  /** Whether it counts things, so that only whole numbers mean anything. */
  public boolean isCount() {
    return unit.isEmpty();
  }

  /** A value as it is written on the command line. */
  public static String argument(double value) {
    return number(value).replace(",", "");
  }

  /** A number without needless digits, for readers. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
