package dev.faultline.explore.tape;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in replay files: as it is where that is clear, else between double quotes, with {@code \\},
 * {@code \"}, {@code \n}, {@code \r} and {@code \t} for what would be misread.
 */
final class Quoted {
  private static final String SPECIAL_IN_WORDS = "\"\\=>|,#";

  private Quoted() {}

  /** Text up to the end of a line. */
  static String line(String text) {
    return text.equals(text.strip()) && !text.startsWith("\"") && text.lines().count() <= 1
        ? text
        : quoted(text);
  }

  /** Text between others, such as a node's name; {@code 0x} begins numbers. */
  static String word(String text) {
    boolean clear =
        !text.isEmpty()
            && !text.startsWith("0x")
            && text.chars().noneMatch(c -> c <= ' ' || SPECIAL_IN_WORDS.indexOf(c) >= 0);
    return clear ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * What {@link #line} or {@link #word} was given.
   *
   * @throws IllegalArgumentException when a quote has no end
   */
  static String text(String written) {
    if (!written.startsWith("\"")) {
      return written;
    }
    if (end(written, 0) != written.length()) {
      throw new IllegalArgumentException("expected one quoted text, found " + written);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < written.length() - 1; i++) {
      char c = written.charAt(i);
      if (c == '\\') {
        i++;
        c =
            switch (written.charAt(i)) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> written.charAt(i);
            };
      }
      text.append(c);
    }
    return text.toString();
  }

  /** The words of a line, quotes and all: spaces within quotes separate nothing. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (line.charAt(at) == ' ') {
        at++;
        continue;
      }
      int start = at;
      while (at < line.length() && line.charAt(at) != ' ') {
        at = line.charAt(at) == '"' ? end(line, at) : at + 1;
      }
      words.add(line.substring(start, at));
    }
    return words;
  }

  /** Where the quote that begins at {@code start} is over. */
  static int end(String text, int start) {
    int at = start + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw new IllegalArgumentException("a quote has no end: " + text);
    }
    return at + 1;
  }
}
