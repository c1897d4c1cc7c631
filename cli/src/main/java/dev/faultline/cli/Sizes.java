package dev.faultline.cli;

import dev.faultline.explore.UsageException;

/** Amounts of memory as people write them: 512m, 2g, 65536k, or bytes. */
final class Sizes {
  private Sizes() {}

  static long parse(String option, String text) {
    int end = text.length();
    long unit =
        switch (end == 0 ? ' ' : Character.toLowerCase(text.charAt(end - 1))) {
          case 'k' -> 1L << 10;
          case 'm' -> 1L << 20;
          case 'g' -> 1L << 30;
          default -> 1;
        };
    try {
      long number = Long.parseLong(unit == 1 ? text : text.substring(0, end - 1));
      if (number > 0 && number <= Long.MAX_VALUE / unit) {
        return number * unit;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        option + ": '" + text + "' is not an amount of memory like 512m or 2g");
  }
}
