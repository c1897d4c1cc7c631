package dev.faultline.cli;

import dev.faultline.explore.Durations;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Arguments as values, with a message of our own where they are none. */
final class Converters {
  private Converters() {}

  /** A seed: any whole number of 64 bits. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return number(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  }

  /** A number of things, at least one. */
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) number(text, 1, Integer.MAX_VALUE);
    }
  }

  /** A large number of things, at least one. */
  static final class PositiveLong implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return number(text, 1, Long.MAX_VALUE);
    }
  }

  /** A number of things, or none. */
  static final class Natural implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) number(text, 0, Integer.MAX_VALUE);
    }
  }

  /** A span of time, longer than zero. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = said(text, Durations::parse);
      if (duration.isNegative() || duration.isZero()) {
        throw new TypeConversionException("'" + text + "' is not longer than zero");
      }
      return duration;
    }
  }

  /** A span of time, or none. */
  static final class TimeOrNone implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration duration = said(text, Durations::parse);
      if (duration.isNegative()) {
        throw new TypeConversionException("'" + text + "' is below zero");
      }
      return duration;
    }
  }

  /** The name of a strategy. */
  static final class StrategyName implements ITypeConverter<Strategy>, Iterable<String> {
    @Override
    public Strategy convert(String text) {
      return said(text, Strategy::parse);
    }

    /** All names, for shells that complete. */
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Strategy.values()).map(Strategy::text).iterator();
    }
  }

  /** Numbers of options and parameters that name no converter of their own. */
  static void registerPlain(CommandLine commands) {
    ITypeConverter<Integer> whole =
        text -> (int) number(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    commands
        .registerConverter(Long.class, new Seed())
        .registerConverter(Long.TYPE, new Seed())
        .registerConverter(Integer.class, whole)
        .registerConverter(Integer.TYPE, whole)
        .registerConverter(Double.class, Converters::decimal)
        .registerConverter(Double.TYPE, Converters::decimal);
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number such as 0.5");
    }
  }

  private static long number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new TypeConversionException(
        "'" + text + "' is not a whole number from " + min + " to " + max);
  }

  private static <T> T said(String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (UsageException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
