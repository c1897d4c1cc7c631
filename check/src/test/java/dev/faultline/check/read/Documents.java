package dev.faultline.check.read;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Documents of JSON and EDN for fuzzing: every escape, number form, nesting, blank, line end. */
final class Documents {

  private static final List<String> TEXTS =
      List.of("", "a", "é", "ß\u20ac", "\ud83d\ude00", "\ud83d\ude01", "\u2028", "key", "0");

  private static final List<String> JSON_NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "1000",
          "1e3",
          "1E+3",
          "1.0",
          "10e-1",
          "0.1",
          "1.50",
          "-2.5e-3",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551615",
          "123456789012345678901234567890",
          "1e400",
          "1e-400",
          "0e5",
          "0.0",
          "-0.0");

  private static final List<String> EDN_NUMBERS =
      List.of(
          "0",
          "-0",
          "+0",
          "1",
          "+1",
          "-1",
          "1N",
          "0x1f",
          "-0XFF",
          "017",
          "00",
          "2r101",
          "36rZz",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "123N",
          "1/2",
          "2/4",
          "4/2",
          "-6/4",
          "1.0",
          "1.",
          "1e3",
          "1E-3",
          "-0.0",
          "1M",
          "1.50M",
          "1.5M",
          "1e2M",
          "##NaN",
          "##Inf",
          "##-Inf");

  private static final List<String> EDN_ATOMS =
      List.of(
          "nil",
          "true",
          "false",
          ":a",
          ":a/b",
          ":a.b/c-d",
          ":+",
          "sym",
          "a/b",
          "-",
          "+",
          "...",
          "\\a",
          "\\}",
          "\\\\",
          "\\newline",
          "\\space",
          "\\tab",
          "\\return",
          "\\backspace",
          "\\formfeed",
          "\\u0041",
          "\\o101",
          "\\;",
          "\\\"",
          "\\(",
          "\\é");

  private final Random random;
  private final boolean json;

  Documents(Random random, boolean json) {
    this.random = random;
    this.json = json;
  }

  String document() {
    return blanks() + value(0) + blanks();
  }

  /** A document with a few bytes dropped, changed or doubled. */
  byte[] damaged() {
    byte[] bytes = document().getBytes(StandardCharsets.UTF_8);
    return Mutations.of(bytes, random, 1 + random.nextInt(3));
  }

  private String value(int depth) {
    int kind = random.nextInt(depth > 4 ? 3 : json ? 5 : 9);
    return switch (kind) {
      case 0 -> one(json ? JSON_NUMBERS : EDN_NUMBERS);
      case 1 -> string();
      case 2 -> json ? one(List.of("true", "false", "null")) : one(EDN_ATOMS);
      case 3 -> sequence("[", "]", depth);
      case 4 -> map(depth);
      case 5 -> sequence("(", ")", depth);
      case 6 -> set(depth);
      case 7 -> "#my/tag" + gap() + value(depth + 1);
      default -> "^{:line 1}" + blanks() + sequence("[", "]", depth);
    };
  }

  private String sequence(String open, String close, int depth) {
    var text = new StringBuilder(open).append(blanks());
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : separator()).append(value(depth + 1)).append(blanks());
    }
    if (!json && random.nextInt(5) == 0) {
      text.append(" #_").append(blanks()).append(value(depth + 1));
    }
    return text.append(close).toString();
  }

  private String set(int depth) {
    return "#{"
        + blanks()
        + ":s"
        + gap()
        + (random.nextBoolean() ? "" : "[" + value(depth + 1) + "]")
        + "}";
  }

  private String map(int depth) {
    boolean namespaced = !json && random.nextInt(4) == 0;
    var text = new StringBuilder(namespaced ? "#:ns{" : "{").append(blanks());
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : separator());
      if (json) {
        String name = string();
        // Each name once: i tells them apart.
        text.append(name, 0, name.length() - 1).append(i).append('"');
        text.append(blanks()).append(':').append(blanks());
      } else {
        text.append(one(List.of(":k", ":x/k", ":_/k", "[1 ", "s")));
        boolean vector = text.charAt(text.length() - 1) == ' ';
        text.append(i).append(vector ? "]" : "").append(gap());
      }
      text.append(value(depth + 1)).append(blanks());
    }
    return text.append("}").toString();
  }

  private String string() {
    var text = new StringBuilder("\"");
    int length = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      text.append(
          switch (random.nextInt(4)) {
            case 0 -> one(TEXTS);
            case 1 -> one(List.of("\\n", "\\t", "\\r", "\\b", "\\f", "\\\"", "\\\\"));
            case 2 ->
                one(List.of("\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud83d\\ude01", "\\ud83d"));
            default -> json ? "\\/" : one(List.of("\\101", "\\007", "\\377", "\n", "\t"));
          });
    }
    return text.append('"').toString();
  }

  private String separator() {
    return json ? blanks() + "," + blanks() : gap();
  }

  /** At least one blank. */
  private String gap() {
    return one(json ? List.of(" ", "\n") : List.of(" ", "\n", ",", "\r\n", " ; note\n", " #_ x "))
        + blanks();
  }

  private String blanks() {
    return switch (random.nextInt(8)) {
      case 0 -> " ";
      case 1 -> "\r\n";
      case 2 -> "\t";
      case 3 -> json ? " " : " ;x\r";
      default -> "";
    };
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
