package dev.faultline.check.read;

import dev.faultline.check.model.Nil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The values of EDN that have no parts: words, strings and characters. */
final class EdnAtoms {

  private final ByteSource in;
  private final Utf8 token;
  private final Words words = new Words();

  EdnAtoms(ByteSource in, Utf8 token) {
    this.in = in;
    this.token = token;
  }

  /** A keyword, a number, a symbol, nil, true or false. */
  Object word() throws IOException, MalformedHistoryException {
    boolean keyword = in.peek() == ':';
    if (keyword) {
      in.read();
    }
    StringBuilder text = token();
    if (keyword) {
      requireName(text);
      return words.keyword(text);
    }
    Long small = Numbers.small(text);
    if (small != null) {
      return small;
    }
    char first = text.charAt(0);
    boolean signed = (first == '-' || first == '+') && text.length() > 1;
    char digit = signed ? text.charAt(1) : first;
    if (isDigit(digit)) {
      Numbers.requireShort(in, text);
      Object number = Numbers.edn(text.toString());
      if (number == null) {
        throw damageOr(in.malformed("not a number: " + text));
      }
      return number;
    }
    return switch (text.toString()) {
      case "nil" -> Nil.NIL;
      case "true" -> true;
      case "false" -> false;
      case String name -> {
        requireName(text);
        yield new Symbol(name);
      }
    };
  }

  /** The name of a tag or of a namespace. */
  String name() throws IOException, MalformedHistoryException {
    StringBuilder text = token();
    requireName(text);
    char first = text.charAt(0);
    if (!Character.isLetter(first)) {
      throw damageOr(in.malformed("Clojure itself could not read this again: #" + text));
    }
    return text.toString();
  }

  /** What stands after {@code ##}. */
  Object special() throws IOException, MalformedHistoryException {
    String text = token().toString();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> throw damageOr(in.malformed("unknown number ##" + text));
    };
  }

  private void requireName(StringBuilder text) throws MalformedHistoryException {
    int length = text.length();
    boolean colons = text.charAt(0) == ':' || text.charAt(length - 1) == ':';
    int slash = text.indexOf("/");
    boolean slashed =
        slash >= 0
            && length > 1
            && (slash == 0 || text.charAt(length - 1) == '/' || isDigit(text.charAt(slash + 1)));
    if (colons || slashed || text.indexOf("::") >= 0 || text.indexOf(":/") >= 0) {
      throw damageOr(in.malformed("no name in EDN: " + text));
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' '
          || c == 0x7f
          || c == '~'
          || c == '@'
          || c == '`'
          || c > 0x7f && Character.isWhitespace(c)) {
        throw damageOr(in.malformed(String.format("character U+%04X in a name", (int) c)));
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** What a malformed byte made is no name, but the byte is what to tell. */
  private MalformedHistoryException damageOr(MalformedHistoryException other) {
    var damage = token.takeDamage();
    return damage != null ? damage : other;
  }

  private StringBuilder token() throws IOException, MalformedHistoryException {
    token.clear();
    for (int c = in.peek(); !ends(c); c = in.peek()) {
      token.append(in.read());
    }
    if (token.text().isEmpty()) {
      throw in.peek() == ByteSource.END ? in.cutOff("a value") : EdnParser.unexpected(in, token);
    }
    return token.text();
  }

  private static boolean ends(int c) {
    return switch (c) {
      case ByteSource.END, '{', '}', '[', ']', '(', ')', '"', ';', '\\', '^' -> true;
      default -> EdnParser.isBlank(c);
    };
  }

  String string() throws IOException, MalformedHistoryException {
    in.read();
    token.clear();
    while (true) {
      int c = in.read();
      switch (c) {
        case ByteSource.END -> throw in.cutOff("a string");
        case '"' -> {
          return words.text(token.text());
        }
        case '\\' -> escape();
        default -> token.append(c);
      }
    }
  }

  private void escape() throws IOException, MalformedHistoryException {
    int c = in.read();
    var text = token.text();
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case '"', '\\' -> text.append((char) c);
      case 'u' -> text.append(EdnParser.hexadecimal(in, 4));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> text.append(octal(c - '0'));
      case ByteSource.END -> throw in.cutOff("a string");
      default -> throw in.malformed("unknown escape \\" + (char) c);
    }
  }

  private char octal(int first) throws IOException, MalformedHistoryException {
    int code = first;
    int digits = 1;
    for (; digits < 3 && in.peek() >= '0' && in.peek() <= '7'; digits++) {
      code = code * 8 + in.read() - '0';
    }
    if (!ends(in.peek()) && in.peek() != '#' && digits < 3) {
      throw in.malformed("an octal escape needs three digits");
    }
    if (code > 0377) {
      throw in.malformed("an octal escape is at most \\377");
    }
    return (char) code;
  }

  /** A regular expression, of which only the text is kept. */
  String pattern() throws IOException, MalformedHistoryException {
    in.read();
    token.clear();
    while (true) {
      int c = in.read();
      if (c == '"') {
        return token.text().toString();
      }
      if (c == '\\') {
        token.append(c);
        c = in.read();
      }
      if (c == ByteSource.END) {
        throw in.cutOff("a regular expression");
      }
      token.append(c);
    }
  }

  /** {@code \a}, {@code \newline}, {@code \\u0041}, {@code \o101}; anything but a blank. */
  Object character() throws IOException, MalformedHistoryException {
    in.read();
    token.clear();
    int c = in.read();
    if (c == ByteSource.END) {
      throw in.cutOff("a character");
    }
    token.append(c);
    for (c = in.peek(); !ends(c); c = in.peek()) {
      token.append(in.read());
    }
    String text = token.text().toString();
    if (text.length() == 1) {
      return text.charAt(0);
    }
    Character named = named(text);
    if (named == null) {
      throw damageOr(in.malformed("unknown character \\" + text));
    }
    return named;
  }

  private static @Nullable Character named(String text) {
    return switch (text) {
      case "newline" -> '\n';
      case "space" -> ' ';
      case "tab" -> '\t';
      case "return" -> '\r';
      case "backspace" -> '\b';
      case "formfeed" -> '\f';
      default -> {
        if (text.matches("u[0-9a-fA-F]{4}")) {
          char unit = (char) Integer.parseInt(text.substring(1), 16);
          yield Character.isSurrogate(unit) ? null : (Character) unit;
        }
        yield text.matches("o[0-3]?[0-7]{1,2}")
            ? (Character) (char) Integer.parseInt(text.substring(1), 8)
            : null;
      }
    };
  }
}
