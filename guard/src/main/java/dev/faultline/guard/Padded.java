package dev.faultline.guard;

/**
 * Keeps the fields of its subclasses off the lines of memory of what was allocated before. Else
 * threads that never use the same object still pass a line back and forth, which makes a decision
 * three times as dear.
 */
abstract class Padded {
  /** For the gap behind the header, where a field of a subclass would go. */
  @SuppressWarnings("unused")
  private int gap;

  // Two lines of 64 bytes: processors fetch them in pairs.
  @SuppressWarnings("unused")
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;
}
