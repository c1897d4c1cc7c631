package dev.faultline.guard.version;

/** How two versions lie to each other. */
public enum Order {
  /** Nothing tells them apart. */
  EQUAL,
  /** All that the first has seen the second has seen too, and more. */
  BEFORE,
  /** The first has seen all that the second has, and more. */
  AFTER,
  /** Each has seen something that the other has not. */
  CONCURRENT
}
