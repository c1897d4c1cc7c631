package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259), strictly; of what others write besides, NaN and Infinity, as Python does.
 *
 * <p>null is {@link Nil#NIL}, numbers are as {@link Numbers#json} makes them, names in objects are
 * keywords, since they are in EDN.
 */
final class JsonParser implements ValueParser {

  private static final int MAX_DEPTH = 500;

  private final ByteSource in;
  private final Utf8 token;
  private final Words words = new Words();
  private int depth;

  JsonParser(ByteSource in) {
    this.in = in;
    this.token = new Utf8(in);
  }

  @Override
  public int skipBlanks() throws IOException {
    while (true) {
      int c = in.peek();
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        in.read();
      } else {
        return c;
      }
    }
  }

  @Override
  public void separator(boolean inSequence) throws IOException, MalformedHistoryException {
    int c = skipBlanks();
    if (c == ',') {
      in.read();
      if (inSequence && skipBlanks() == ']') {
        throw unexpected();
      }
    } else if (inSequence && c != ']' && c != ByteSource.END) {
      throw in.malformed("expected a comma or ] after an event");
    }
  }

  @Override
  public @Nullable MalformedHistoryException takeDamage() {
    return token.takeDamage();
  }

  @Override
  public Object value() throws IOException, MalformedHistoryException {
    if (depth > MAX_DEPTH) {
      throw in.malformed("nested deeper than " + MAX_DEPTH);
    }
    return switch (skipBlanks()) {
      case ByteSource.END -> throw in.cutOff("a value");
      case '{' -> object();
      case '[' -> array();
      case '"' -> words.text(string());
      default -> atom();
    };
  }

  private List<Object> array() throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var list = new ArrayList<Object>(4);
    if (skipBlanks() != ']') {
      do {
        list.add(value());
      } while (another(']', "an array"));
    } else {
      in.read();
    }
    depth--;
    return list;
  }

  private Map<Object, Object> object() throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var map = new LinkedHashMap<Object, Object>();
    if (skipBlanks() != '}') {
      do {
        member(map);
      } while (another('}', "an object"));
    } else {
      in.read();
    }
    depth--;
    return map;
  }

  private void member(Map<Object, Object> map) throws IOException, MalformedHistoryException {
    int c = skipBlanks();
    if (c == ByteSource.END) {
      throw in.cutOff("an object");
    }
    if (c != '"') {
      throw unexpected();
    }
    Keyword name = words.keyword(string());
    if (skipBlanks() == ByteSource.END) {
      throw in.cutOff("an object");
    }
    if (in.read() != ':') {
      throw in.malformed("expected a colon after \"" + name.name() + '"');
    }
    if (map.put(name, value()) != null) {
      throw in.malformed("\"" + name.name() + "\" stands twice in one object");
    }
  }

  /** Whether a comma follows, and not the end of an array or object. */
  private boolean another(int close, String inside) throws IOException, MalformedHistoryException {
    int c = skipBlanks();
    if (c == ByteSource.END) {
      throw in.cutOff(inside);
    }
    if (c != ',' && c != close) {
      throw unexpected();
    }
    in.read();
    return c == ',';
  }

  private StringBuilder string() throws IOException, MalformedHistoryException {
    in.read();
    token.clear();
    while (true) {
      int c = in.read();
      if (c == '"') {
        return token.text();
      } else if (c == '\\') {
        escape();
      } else if (c >= ' ') {
        token.append(c);
      } else if (c == ByteSource.END) {
        throw in.cutOff("a string");
      } else {
        throw in.malformed(String.format("control character 0x%02X in a string", c));
      }
    }
  }

  /** An escape is one UTF-16 unit; two make a pair, and one alone stays what it is. */
  private void escape() throws IOException, MalformedHistoryException {
    int c = in.read();
    var text = token.text();
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case '"', '\\', '/' -> text.append((char) c);
      case 'u' -> text.append(EdnParser.hexadecimal(in, 4));
      case ByteSource.END -> throw in.cutOff("a string");
      default -> throw in.malformed("unknown escape \\" + (char) c);
    }
  }

  private Object atom() throws IOException, MalformedHistoryException {
    token.clear();
    var text = token.text();
    for (int c = in.peek(); isPart(c); c = in.peek()) {
      text.append((char) in.read());
    }
    if (text.isEmpty()) {
      throw unexpected();
    }
    Long small = Numbers.small(text);
    if (small != null) {
      return small;
    }
    return switch (text.toString()) {
      case "null" -> Nil.NIL;
      case "true" -> true;
      case "false" -> false;
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case String other -> {
        Numbers.requireShort(in, other);
        Object number = Numbers.json(other);
        if (number == null) {
          throw in.peek() == ByteSource.END
              ? in.cutOff(other)
              : in.malformed("expected a number, true, false or null, not " + other);
        }
        yield number;
      }
    };
  }

  private static boolean isPart(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '+'
        || c == '.';
  }

  private MalformedHistoryException unexpected() throws IOException {
    int c = in.peek();
    if (c == ByteSource.END) {
      return in.cutOff("a value");
    }
    return EdnParser.unexpected(in, token);
  }
}
