package dev.faultline.chaos.monkey.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of TOML 1.0 that configuration files of this kind use: tables, arrays of tables, keys,
 * strings, whole numbers, booleans, and arrays of these. Anything else is refused with its place.
 *
 * @param tables by name; the first has the empty name
 */
record Toml(SortedMap<String, Table> tables, SortedMap<String, List<Table>> arrays) {
  /** A table: its values, and the line of each. */
  record Table(String name, int line, SortedMap<String, Value> values) {}

  /**
   * A value.
   *
   * @param it a String, Long, Boolean, or a List of these
   */
  record Value(Object it, int line) {}

  static Toml parse(String source, String text) {
    return new Reader(source, text).read();
  }

  private static final class Reader {
    private final String source;
    private final String text;
    private int at;
    private int line = 1;

    Reader(String source, String text) {
      this.source = source;
      this.text = text;
    }

    Toml read() {
      Toml toml = new Toml(new TreeMap<>(), new TreeMap<>());
      Table table = new Table("", 1, new TreeMap<>());
      toml.tables.put("", table);
      for (blank(true); at < text.length(); blank(true)) {
        if (peek() == '[') {
          table = header(toml);
        } else {
          assign(table);
        }
        blank(false);
        if (at < text.length() && peek() != '\n') {
          throw wrong("unexpected '" + peek() + "', expected the end of the line");
        }
      }
      return toml;
    }

    private Table header(Toml toml) {
      boolean array = text.startsWith("[[", at);
      int here = line;
      at += array ? 2 : 1;
      StringBuilder name = new StringBuilder(key());
      while (at < text.length() && peek() == '.') {
        at++;
        name.append('.').append(key());
      }
      expect(array ? "]]" : "]");
      Table table = new Table(name.toString(), here, new TreeMap<>());
      if (array) {
        toml.arrays.computeIfAbsent(table.name(), unused -> new ArrayList<>()).add(table);
      } else if (toml.tables.putIfAbsent(table.name(), table) != null) {
        throw wrong("table [" + table.name() + "] is there twice");
      }
      return table;
    }

    private void assign(Table table) {
      int here = line;
      String key = key();
      blank(false);
      expect("=");
      blank(false);
      if (table.values().put(key, new Value(value(), here)) != null) {
        throw wrong("key '" + key + "' is there twice");
      }
    }

    private String key() {
      if (at < text.length() && (peek() == '"' || peek() == '\'')) {
        return string();
      }
      int start = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(peek()) || peek() == '_' || peek() == '-')) {
        at++;
      }
      if (at == start) {
        throw wrong("expected a key");
      }
      return text.substring(start, at);
    }

    private Object value() {
      if (at == text.length()) {
        throw wrong("expected a value");
      }
      char first = peek();
      if (first == '"' || first == '\'') {
        return string();
      }
      if (first == '[') {
        return array();
      }
      int start = at;
      while (at < text.length() && " \t\r\n,]#".indexOf(peek()) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      if (word.equals("true") || word.equals("false")) {
        return Boolean.valueOf(word);
      }
      String digits = word.replace("_", "");
      if (digits.matches("[+-]?[0-9]{1,18}")) {
        return Long.valueOf(digits);
      }
      at = start;
      throw wrong(
          "'"
              + word
              + "' is not a value, expected a string, a whole number, true, false or an array");
    }

    private List<Object> array() {
      List<Object> values = new ArrayList<>();
      at++;
      blank(true);
      while (at < text.length() && peek() != ']') {
        values.add(value());
        blank(true);
        if (at < text.length() && peek() == ',') {
          at++;
          blank(true);
        } else if (at < text.length() && peek() != ']') {
          throw wrong("unexpected '" + peek() + "' in an array, expected ',' or ']'");
        }
      }
      expect("]");
      return values;
    }

    private String string() {
      char quote = peek();
      if (text.startsWith(String.valueOf(quote).repeat(3), at)) {
        throw wrong("strings of several lines are not read here");
      }
      StringBuilder string = new StringBuilder();
      for (at++; at < text.length() && peek() != quote; at++) {
        if (peek() == '\n') {
          break;
        }
        if (peek() == '\\' && quote == '"') {
          string.append(escaped());
        } else {
          string.append(peek());
        }
      }
      if (at == text.length() || peek() != quote) {
        throw wrong("a string has no end");
      }
      at++;
      return string.toString();
    }

    private char escaped() {
      at++;
      char c = at < text.length() ? peek() : '\n';
      return switch (c) {
        case '"', '\\' -> c;
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        default -> throw wrong("unknown escape '\\" + c + "'");
      };
    }

    private void expect(String token) {
      blank(false);
      if (!text.startsWith(token, at)) {
        throw wrong("expected '" + token + "'");
      }
      at += token.length();
    }

    /** Passes blanks and comments, and the ends of lines too where {@code lines}. */
    private void blank(boolean lines) {
      while (at < text.length()) {
        char c = peek();
        if (c == '#') {
          while (at < text.length() && peek() != '\n') {
            at++;
          }
        } else if (c == ' ' || c == '\t' || c == '\r' || (lines && c == '\n')) {
          line += c == '\n' ? 1 : 0;
          at++;
        } else {
          return;
        }
      }
    }

    private char peek() {
      return text.charAt(at);
    }

    private ConfigException wrong(String what) {
      int column = at - text.lastIndexOf('\n', Math.max(0, at - 1));
      return new ConfigException("%s:%d:%d: %s".formatted(source, line, Math.max(1, column), what));
    }
  }
}
