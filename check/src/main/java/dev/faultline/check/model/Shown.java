package dev.faultline.check.model;

/** Values in messages: long ones are cut in the middle, and what differs is kept. */
final class Shown {

  private static final int MOST = 80;
  private static final int AROUND = 30;

  private Shown() {}

  /** A value alone. */
  static String of(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MOST
        ? text
        : text.substring(0, MOST / 2) + "…" + text.substring(text.length() - MOST / 2);
  }

  /**
   * A value where another one was expected: around the first place at which they differ; with its
   * class where both look the same, such as a {@code Long} for an {@code Integer}.
   */
  static String of(Object value, Object other) {
    String text = String.valueOf(value);
    String against = String.valueOf(other);
    if (text.equals(against) && value != null && other != null) {
      return of(value) + " (" + value.getClass().getSimpleName() + ")";
    }
    if (text.length() <= MOST) {
      return text;
    }
    int same = 0;
    while (same < Math.min(text.length(), against.length())
        && text.charAt(same) == against.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - AROUND);
    int to = Math.min(text.length(), same + AROUND);
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }
}
