package dev.faultline.chaos;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes what a proxy server says about itself. Implementations are thread-safe. */
@FunctionalInterface
public interface ProxyLog {
  /** How much a line matters, from the least on; the names are those of Toxiproxy. */
  enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL,
    PANIC,
    DISABLED;

    /** The level of this name, in any case; empty where there is none. */
    public static Optional<Level> named(String name) {
      for (Level level : values()) {
        if (level.name().equalsIgnoreCase(name)) {
          return Optional.of(level);
        }
      }
      return Optional.empty();
    }

    /** As it is written. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes nothing. */
  ProxyLog NONE = (level, message, fields) -> {};

  /**
   * Something has happened.
   *
   * @param fields in the order in which they are written; numbers and truth values stay what they
   *     are, everything else is written as text
   */
  void say(Level level, String message, Map<String, ?> fields);

  /** A log of lines of JSON with the fields level, time, message, and those of the line. */
  static ProxyLog jsonLines(Level from, Consumer<String> lines) {
    return (level, message, fields) -> {
      if (level.compareTo(from) >= 0 && from != Level.DISABLED) {
        lines.accept(LogLine.json(level, message, fields));
      }
    };
  }

  /** A log of lines for people. */
  static ProxyLog plainLines(Level from, Consumer<String> lines) {
    return (level, message, fields) -> {
      if (level.compareTo(from) >= 0 && from != Level.DISABLED) {
        lines.accept(LogLine.plain(level, message, fields));
      }
    };
  }
}
