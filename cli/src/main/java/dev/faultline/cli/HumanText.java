package dev.faultline.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers, times and commands as people read them. */
final class HumanText {
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private HumanText() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 world}, {@code 2 worlds}. */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * A span of time with two significant units: {@code 0.4s}, {@code 12s}, {@code 2m 5s}, {@code 16h
   * 40m}.
   */
  static String span(long nanos) {
    if (nanos < 9_950_000_000L) {
      return String.format(Locale.ROOT, "%.1fs", nanos / 1e9);
    }
    long seconds = Math.round(nanos / 1e9);
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
    }
    return count(seconds / 86_400) + "d " + seconds % 86_400 / 3600 + "h";
  }

  /**
   * How often {@code part} goes into {@code whole}, to two significant digits where it is small.
   */
  static String ratio(double whole, double part) {
    double ratio = part <= 0 ? 0 : whole / part;
    return ratio < 10 ? String.format(Locale.ROOT, "%.1f", ratio) : count(Math.round(ratio));
  }

  /** Words as a line to paste into a shell. */
  static String command(List<String> words) {
    return words.stream().map(HumanText::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** All of a text in one line. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
