package dev.faultline.chaos.monkey.process;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 10s}, {@code 500ms}, {@code PT1H30M}, {@code P2D}. */
public final class DurationText {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  /**
   * The longest duration: a longer one is a mistake, and arithmetic in nanoseconds overflows at 292
   * years.
   */
  private static final Duration MOST = Duration.ofDays(36_500);

  private DurationText() {}

  /**
   * Parses a duration.
   *
   * @throws IllegalArgumentException if the text is invalid; the message names the text and what
   *     was expected
   */
  public static Duration parse(String text) {
    Duration duration = unbounded(text);
    if (duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long a duration, expected at most " + MOST.toDays() + "d");
    }
    return duration;
  }

  private static Duration unbounded(String text) {
    Matcher match = SHORT.matcher(text);
    if (match.matches()) {
      long number = Long.parseLong(match.group(1));
      return switch (match.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> throw wrong(text);
      };
    }
    try {
      if (text.toUpperCase(Locale.ROOT).startsWith("P")) {
        Duration duration = Duration.parse(text);
        if (!duration.isNegative()) {
          return duration;
        }
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw wrong(text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a duration, expected a number with ms, s, m, h or d, or an ISO one such as"
            + " PT1H30M");
  }

  /** The text of a duration, in the form that {@link #parse} reads. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    return duration.toSeconds() + "s";
  }
}
