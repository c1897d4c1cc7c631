package dev.faultline.guard.page;

import java.util.Objects;

/**
 * The position of a walk: every entry before it was returned. It names a key and not a position in
 * a table, so it stays valid when entries are added, removed, or moved to another node.
 *
 * @param partition the current one; all before it are done
 * @param after the last returned key of this partition; empty for none
 */
public record Cursor(int partition, String after) {
  /** Before the first entry. */
  public static final Cursor START = new Cursor(0, "");

  /**
   * Creates it.
   *
   * @throws IllegalArgumentException if the partition is negative
   */
  public Cursor {
    if (partition < 0) {
      throw new IllegalArgumentException("partition is " + partition + ", expected 0 or more");
    }
    Objects.requireNonNull(after, "after");
  }

  /** One line of text, to resume from later: {@code 12:key}. */
  public String text() {
    return partition + ":" + after;
  }

  /**
   * Parses the output of {@link #text}.
   *
   * @throws IllegalArgumentException if the text is not such output
   */
  public static Cursor parse(String text) {
    int colon = text.indexOf(':');
    try {
      if (colon > 0) {
        return new Cursor(Integer.parseInt(text.substring(0, colon)), text.substring(colon + 1));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "cursor is '" + text + "', expected a number, a colon and a key, such as '12:key'");
  }
}
