package dev.faultline.chaos;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The log of a proxy server. Implementations are thread-safe. */
@FunctionalInterface
public interface ProxyLog {
  /** The severity of a line, lowest first; the names are Toxiproxy's. */
  enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL,
    PANIC,
    DISABLED;

    /** The level of this name, in any case; empty if there is none. */
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

  /** Discards every line. */
  ProxyLog NONE = (level, message, fields) -> {};

  /**
   * Writes a line.
   *
   * @param fields in the order in which they are written; numbers and booleans are written as such,
   *     all other values as text
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
