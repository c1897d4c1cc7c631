package dev.faultline.explore;

import dev.faultline.core.Fault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 60s}, {@code 1.5s}, {@code 250ms}, {@code 2m}, {@code
 * 10us}.
 */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(-?\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
  private static final String FOREVER = "ever";

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws UsageException when {@code text} is not of that form
   */
  public static Duration parse(String text) {
    if (text.equals(FOREVER)) {
      return Fault.FOREVER;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "'"
              + text
              + "' is not a duration; expected a number and a unit, such as 60s, 250ms or 2m");
    }
    long unit =
        switch (matcher.group(2)) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> throw new AssertionError(text);
        };
    try {
      return Duration.ofNanos(
          new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact());
    } catch (ArithmeticException e) {
      throw new UsageException(
          "'" + text + "' is not a whole number of nanoseconds within 292 years", e);
    }
  }

  /** The shortest text that {@link #parse} reads back to the same duration. */
  public static String text(Duration duration) {
    if (duration.equals(Fault.FOREVER)) {
      return FOREVER;
    }
    BigDecimal nanos = BigDecimal.valueOf(duration.toNanos());
    long magnitude = Math.abs(duration.toNanos());
    if (magnitude >= 1_000_000_000L || magnitude == 0) {
      return plain(nanos.movePointLeft(9)) + "s";
    }
    if (magnitude >= 1_000_000L) {
      return plain(nanos.movePointLeft(6)) + "ms";
    }
    return magnitude >= 1_000L ? plain(nanos.movePointLeft(3)) + "us" : plain(nanos) + "ns";
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
