package dev.faultline.link;

/** What a stream promises. */
public enum StreamKind {
  /** Each message is sent once: it may get lost, and may arrive twice or out of order. */
  FAIR_LOSS,
  /** Each message arrives once and in order, as long as both sides live. */
  ORDERED;

  private static final StreamKind[] ALL = values();

  static StreamKind of(int ordinal) {
    return ALL[ordinal];
  }

  static boolean exists(int ordinal) {
    return ordinal >= 0 && ordinal < ALL.length;
  }
}
