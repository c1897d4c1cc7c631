package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of EDN that histories use, and JSON, which differs little: commas are blanks in one and
 * separators in the other, names of keys are keywords in one and strings in the other.
 *
 * <p>nil and null are {@link Nil#NIL}, integers are {@code Long}, other numbers {@code Double},
 * vectors, lists and sets are lists, tags are dropped.
 */
final class EdnParser {

  private static final int MAX_DEPTH = 64;

  private final ByteSource in;
  private final boolean json;
  private final ByteArrayOutputStream token = new ByteArrayOutputStream();
  private int depth;

  EdnParser(ByteSource in, boolean json) {
    this.in = in;
    this.json = json;
  }

  /** Skips blanks and comments; the next byte, or the end. */
  int skipBlanks() throws IOException {
    while (true) {
      int c = in.peek();
      if (c == ';' && !json) {
        while (in.peek() != '\n' && in.peek() != ByteSource.END) {
          in.read();
        }
      } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',' || c == '\f') {
        in.read();
      } else {
        return c;
      }
    }
  }

  Object value() throws IOException, MalformedHistoryException {
    int c = skipBlanks();
    if (depth > MAX_DEPTH) {
      throw in.malformed("nested deeper than " + MAX_DEPTH);
    }
    return switch (c) {
      case ByteSource.END -> throw in.malformed("the file ends in the middle of a value");
      case '{' -> map();
      case '[' -> list(']');
      case '(' -> list(')');
      case '"' -> string();
      case ':' -> {
        in.read();
        yield new Keyword(token());
      }
      case '#' -> tagged();
      default -> atom();
    };
  }

  private Object tagged() throws IOException, MalformedHistoryException {
    in.read();
    if (in.peek() == '{') {
      return list('}');
    }
    if (in.peek() == '_') {
      in.read();
      value();
      return value();
    }
    token();
    return value();
  }

  private List<Object> list(int close) throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var list = new ArrayList<Object>();
    while (skipBlanks() != close) {
      list.add(value());
    }
    in.read();
    depth--;
    return list;
  }

  private Map<Object, Object> map() throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var map = new LinkedHashMap<Object, Object>();
    while (skipBlanks() != '}') {
      Object key = value();
      if (json) {
        if (skipBlanks() != ':') {
          throw in.malformed("expected a colon after " + key);
        }
        in.read();
        key = new Keyword(key.toString());
      } else if (skipBlanks() == '}') {
        throw in.malformed("key " + key + " has no value");
      }
      map.put(key, value());
    }
    in.read();
    depth--;
    return map;
  }

  private String string() throws IOException, MalformedHistoryException {
    in.read();
    token.reset();
    while (true) {
      int c = in.read();
      switch (c) {
        case ByteSource.END -> throw in.malformed("the file ends inside a string");
        case '"' -> {
          return token.toString(StandardCharsets.UTF_8);
        }
        case '\\' -> escape();
        default -> token.write(c);
      }
    }
  }

  private void escape() throws IOException, MalformedHistoryException {
    int c = in.read();
    switch (c) {
      case 'n' -> token.write('\n');
      case 't' -> token.write('\t');
      case 'r' -> token.write('\r');
      case 'b' -> token.write('\b');
      case 'f' -> token.write('\f');
      case '"', '\\', '/' -> token.write(c);
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(in.read(), 16);
          if (digit < 0) {
            throw in.malformed("\\u needs four hexadecimal digits");
          }
          code = code * 16 + digit;
        }
        token.writeBytes(String.valueOf((char) code).getBytes(StandardCharsets.UTF_8));
      }
      default -> throw in.malformed("unknown escape \\" + (char) c);
    }
  }

  private String token() throws IOException, MalformedHistoryException {
    token.reset();
    while (true) {
      int c = in.peek();
      boolean ends =
          c == ByteSource.END
              || c == ' '
              || c == ','
              || c == '\n'
              || c == '\t'
              || c == '\r'
              || c == '}'
              || c == ']'
              || c == ')'
              || c == '{'
              || c == '['
              || c == '('
              || c == '"'
              || (json && c == ':');
      if (ends) {
        break;
      }
      token.write(in.read());
    }
    if (token.size() == 0) {
      throw in.malformed("unexpected '" + (char) in.peek() + "'");
    }
    return token.toString(StandardCharsets.UTF_8);
  }

  private Object atom() throws IOException, MalformedHistoryException {
    String text = token();
    char first = text.charAt(0);
    if (first >= '0' && first <= '9' || text.length() > 1 && (first == '-' || first == '+')) {
      return number(text);
    }
    return switch (text) {
      case "nil", "null" -> Nil.NIL;
      case "true" -> true;
      case "false" -> false;
      default -> {
        if (json) {
          throw in.malformed("unexpected " + text);
        }
        yield text;
      }
    };
  }

  private Object number(String text) throws MalformedHistoryException {
    try {
      boolean integer = true;
      for (int i = 1; i < text.length(); i++) {
        integer &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
      }
      if (integer) {
        return Long.parseLong(text);
      }
      char last = text.charAt(text.length() - 1);
      return last == 'N'
          ? (Object) Long.parseLong(text.substring(0, text.length() - 1))
          : (Object) Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw in.malformed("not a number: " + text);
    }
  }
}
