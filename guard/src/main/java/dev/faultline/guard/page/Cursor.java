package dev.faultline.guard.page;

import java.util.Objects;

/**
 * How far a walk has come: what lies before it was handed over. It names a key and no place in a
 * table, so that it says the same after entries have come, gone, or moved to another node.
 *
 * @param partition all before it are done
 * @param after the last key that was handed over of this one; empty for none
 */
public record Cursor(int partition, String after) {
  /** Before everything. */
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

  /** In one line, for whoever goes on later: {@code 12:key}. */
  public String text() {
    return partition + ":" + after;
  }

  /**
   * What {@link #text} has written.
   *
   * @throws IllegalArgumentException if it is something else
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
