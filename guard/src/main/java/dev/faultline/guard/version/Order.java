package dev.faultline.guard.version;

/** How two versions are ordered. */
public enum Order {
  /** They are equal. */
  EQUAL,
  /** The second has seen everything that the first has, and more. */
  BEFORE,
  /** The first has seen everything that the second has, and more. */
  AFTER,
  /** They are concurrent: each has seen something that the other has not. */
  CONCURRENT
}
