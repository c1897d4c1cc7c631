package dev.faultline.chaos.toxic;

/**
 * Which names proxies and toxics may have: those that a segment of a path, a line of a table and a
 * label of a metric can hold. Letters of any script, spaces and signs are fine.
 */
public final class Naming {
  /** What a name may be, for messages. */
  public static final String EXPECTED =
      "1 to 255 characters, none of them '/' or a control character, and not '.' or '..'";

  private static final int LONGEST = 255;
  private static final int SHOWN = 40;

  private Naming() {}

  /** Whether {@code name} is a valid name. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && !name.equals(".")
        && !name.equals("..")
        && name.codePoints().noneMatch(c -> c == '/' || breaksLines(c));
  }

  /**
   * Whether a character cannot be printed within a line: controls, separators of lines, and halves
   * of characters, which no encoding can write.
   */
  public static boolean breaksLines(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** The text with characters that would break a line written as escapes. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (breaksLines(c)) {
            printable.append(String.format("\\u%04x", c));
          } else {
            printable.appendCodePoint(c);
          }
        });
    return printable.toString();
  }

  /** The beginning of a text that is no name, so that a line can show it. */
  public static String shown(String text) {
    if (text.codePointCount(0, text.length()) <= SHOWN) {
      return printable(text);
    }
    return printable(text.substring(0, text.offsetByCodePoints(0, SHOWN))) + "…";
  }
}
