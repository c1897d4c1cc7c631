package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * EDN as Clojure writes and reads it, with metadata (dropped), namespaced maps and ratios.
 *
 * <p>What is equal in EDN is equal in Java: nil is {@link Nil#NIL}, numbers are as {@link
 * Numbers#edn} makes them, vectors and lists are lists, sets and maps have no order, and a tag is a
 * part of its value.
 */
final class EdnParser implements ValueParser {

  private static final int MAX_DEPTH = 500;
  private static final Keyword PROCESS = new Keyword("process");

  private final ByteSource in;
  private final Utf8 token;
  private final EdnAtoms atoms;
  private final Skipped skipped;
  private int depth;

  EdnParser(ByteSource in, Skipped skipped) {
    this.in = in;
    this.skipped = skipped;
    this.token = new Utf8(in);
    this.atoms = new EdnAtoms(in, token);
  }

  @Override
  public @Nullable MalformedHistoryException takeDamage() {
    return token.takeDamage();
  }

  @Override
  public void separator(boolean inSequence) {
    // Commas are blanks.
  }

  @Override
  public int skipBlanks() throws IOException, MalformedHistoryException {
    while (!afterHash) {
      int c = in.peek();
      if (c == ';') {
        skipComment();
      } else if (isBlank(c)) {
        in.read();
      } else if (c != '#' || !discards()) {
        return c;
      }
    }
    return '#';
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == ',' || c >= 9 && c <= 13 || c >= 0x1c && c <= 0x1f;
  }

  private void skipComment() throws IOException {
    skipped.add(Skipped.Kind.COMMENT);
    while (in.peek() != '\n' && in.peek() != '\r' && in.peek() != ByteSource.END) {
      in.read();
    }
  }

  /** Whether a {@code #} was read that is not a discard; it then begins the next value. */
  private boolean afterHash;

  /** Passes {@code #_} and the value after it, which may be anything that can be read. */
  private boolean discards() throws IOException, MalformedHistoryException {
    in.read();
    if (in.peek() != '_') {
      afterHash = true;
      return false;
    }
    in.read();
    if (depth > MAX_DEPTH) {
      throw in.malformed("nested deeper than " + MAX_DEPTH);
    }
    var damage = token.takeDamage();
    depth++;
    value();
    depth--;
    token.takeDamage(); // Nobody needs to understand what is discarded.
    token.putDamage(damage);
    skipped.add(Skipped.Kind.DISCARDED);
    return true;
  }

  @Override
  public Object value() throws IOException, MalformedHistoryException {
    int c = skipBlanks();
    if (depth > MAX_DEPTH) {
      throw in.malformed("nested deeper than " + MAX_DEPTH);
    }
    if (afterHash) {
      afterHash = false;
      return dispatched();
    }
    return switch (c) {
      case ByteSource.END -> throw in.cutOff("a value");
      case '{' -> map("");
      case '[' -> list(']', "a vector");
      case '(' -> list(')', "a list");
      case '"' -> atoms.string();
      case '\\' -> atoms.character();
      case '^' -> {
        in.read();
        yield afterMetadata();
      }
      case ']', ')', '}' -> throw unexpected(in, token);
      default -> atoms.word();
    };
  }

  /** What stands after {@code ^}: metadata, which is no part of a value, and the value. */
  private Object afterMetadata() throws IOException, MalformedHistoryException {
    depth++;
    if (value() instanceof Map<?, ?> map && map.containsKey(PROCESS)) {
      throw in.malformed("an event is metadata of another one: was it meant as an event?");
    }
    Object value = value();
    depth--;
    return value;
  }

  private Object dispatched() throws IOException, MalformedHistoryException {
    int c = in.peek();
    return switch (c) {
      case ByteSource.END -> throw in.cutOff("a value");
      case '{' -> set();
      case '^' -> {
        in.read();
        yield afterMetadata();
      }
      case '#' -> {
        in.read();
        yield atoms.special();
      }
      case '"' -> new Tagged("regex", atoms.pattern());
      case '\'' -> {
        in.read();
        yield new Tagged("var", value());
      }
      case ':' -> {
        in.read();
        String namespace = atoms.name();
        if (skipBlanks() != '{') {
          throw in.malformed("expected a map after #:" + namespace);
        }
        yield map(namespace);
      }
      default -> tagged();
    };
  }

  private Object tagged() throws IOException, MalformedHistoryException {
    String tag = atoms.name();
    depth++;
    Object value = value();
    depth--;
    return EdnTags.of(tag, value);
  }

  private List<Object> list(int close, String what) throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var list = new ArrayList<Object>(4);
    for (int c = skipBlanks(); c != close; c = skipBlanks()) {
      if (c == ByteSource.END) {
        throw in.cutOff(what);
      }
      list.add(value());
    }
    in.read();
    depth--;
    return list;
  }

  private Set<Object> set() throws IOException, MalformedHistoryException {
    var elements = list('}', "a set");
    var set = new LinkedHashSet<Object>(elements);
    if (set.size() < elements.size()) {
      throw in.malformed("a set holds an element twice");
    }
    return Collections.unmodifiableSet(set);
  }

  private Map<Object, Object> map(String namespace) throws IOException, MalformedHistoryException {
    in.read();
    depth++;
    var map = new LinkedHashMap<Object, Object>();
    for (int c = skipBlanks(); c != '}'; c = skipBlanks()) {
      if (c == ByteSource.END) {
        throw in.cutOff("a map");
      }
      Object key = EdnTags.inNamespace(namespace, value());
      c = skipBlanks();
      if (c == '}') {
        throw in.malformed("key " + key + " has no value");
      }
      if (c == ByteSource.END) {
        throw in.cutOff("a map");
      }
      if (map.put(key, value()) != null) {
        throw in.malformed("a map has the key " + key + " twice");
      }
    }
    in.read();
    depth--;
    return map;
  }

  /** A unit of UTF-16 in hexadecimal digits. */
  static char hexadecimal(ByteSource in, int digits) throws IOException, MalformedHistoryException {
    int code = 0;
    for (int i = 0; i < digits; i++) {
      int c = in.read();
      int digit = c == ByteSource.END || c >= 0x80 ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        throw c == ByteSource.END
            ? in.cutOff("a string")
            : in.malformed("\\u needs four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  /** What comes next has no place here. */
  static MalformedHistoryException unexpected(ByteSource in, Utf8 token) throws IOException {
    token.clear();
    token.append(in.read());
    var damage = token.takeDamage();
    return damage != null ? damage : in.malformed("unexpected '" + token.text() + "'");
  }
}
