package dev.faultline.chaos;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Writes lines of a log. By hand: a server has to start faster than a JSON library loads. */
final class LogLine {
  private LogLine() {}

  static String json(ProxyLog.Level level, String message, Map<String, ?> fields) {
    StringBuilder line = new StringBuilder("{\"level\":\"").append(level.text());
    line.append("\",\"time\":\"").append(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    line.append("\",\"message\":");
    quote(message, line);
    fields.forEach((name, value) -> {
      line.append(',');
      quote(name, line);
      line.append(':');
      if (value instanceof Long || value instanceof Integer || value instanceof Boolean) {
        line.append(value);
      } else {
        quote(String.valueOf(value), line);
      }
    });
    return line.append('}').toString();
  }

  static String plain(ProxyLog.Level level, String message, Map<String, ?> fields) {
    StringBuilder line = new StringBuilder();
    if (level.compareTo(ProxyLog.Level.INFO) > 0) {
      line.append(level.text()).append(": ");
    }
    escape(message, line);
    if (level != ProxyLog.Level.INFO) {
      fields.forEach((name, value) -> {
        line.append(' ').append(name).append('=');
        escape(String.valueOf(value), line);
      });
    }
    return line.toString();
  }

  private static void quote(String text, StringBuilder into) {
    into.append('"');
    escape(text, into);
    into.append('"');
  }

  /** Escapes what JSON does not take, and what would break a line or move a terminal's cursor. */
  private static void escape(String text, StringBuilder into) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (Character.isISOControl(c)
          || Character.isSurrogate(c) && !isPaired(text, i)
          || c == '\u2028'
          || c == '\u2029') {
        into.append("\\u%04x".formatted((int) c));
      } else {
        into.append(c);
      }
    }
  }

  private static boolean isPaired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }
}
