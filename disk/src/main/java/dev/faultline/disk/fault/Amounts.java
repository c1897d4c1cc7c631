package dev.faultline.disk.fault;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads bytes and times. */
final class Amounts {
  private static final Pattern BYTES = Pattern.compile("(\\d+)(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
  private static final Pattern SHAPE =
      Pattern.compile("(normal|exponential|pareto)\\(([^,]+)(?:,([^,]+))?\\)");

  private Amounts() {}

  static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (matcher.matches()) {
      long unit =
          switch (matcher.group(2)) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case "TiB" -> 1L << 40;
            case null, default -> 1;
          };
      try {
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
      } catch (NumberFormatException | ArithmeticException e) {
        throw new IllegalArgumentException("too large: " + text, e);
      }
    }
    throw new IllegalArgumentException(
        "expected a number such as 4096 or 64KiB, not \"" + text + "\"");
  }

  static long signedBytes(String text) {
    long bytes = text.startsWith("-") ? -bytes(text.substring(1)) : bytes(text);
    if (bytes == 0) {
      throw new IllegalArgumentException("by=0 is the right place, expected another distance");
    }
    return bytes;
  }

  static DelayTime delay(String text) {
    Matcher shape = SHAPE.matcher(text);
    if (shape.matches()) {
      long first = nanos(shape.group(2));
      String second = shape.group(3);
      if (second == null) {
        if (shape.group(1).equals("exponential")) {
          return new DelayTime.Exponential(first);
        }
      } else if (shape.group(1).equals("normal")) {
        return new DelayTime.Normal(first, nanos(second));
      } else if (shape.group(1).equals("pareto")) {
        return new DelayTime.Pareto(first, shape(second));
      }
      throw malformed(text);
    }
    int range = text.indexOf("..");
    if (range < 0) {
      return new DelayTime.Fixed(nanos(text));
    }
    long from = nanos(text.substring(0, range));
    long to = nanos(text.substring(range + 2));
    if (to < from) {
      throw new IllegalArgumentException("the range ends before it begins: " + text);
    }
    return new DelayTime.Uniform(from, to);
  }

  private static double shape(String text) {
    try {
      double shape = Double.parseDouble(text);
      if (shape > 0) {
        return shape;
      }
    } catch (NumberFormatException e) {
      // The message below says what is expected.
    }
    throw new IllegalArgumentException("a Pareto shape is above 0, not \"" + text + "\"");
  }

  private static long nanos(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw malformed(text);
    }
    long unit =
        switch (matcher.group(2)) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    try {
      return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          text + " is not a whole number of nanoseconds within 292 years", e);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "expected a time such as 5ms, 5ms..20ms, normal(10ms,2ms), exponential(10ms) or"
            + " pareto(1ms,1.5), not \""
            + text
            + "\"");
  }
}
