package dev.faultline.chaos.http;

/** How a part of an answer goes on. It may change while the part waits. */
interface Pace {
  /** At once and whole. */
  Pace NONE = new Pace() {};

  /** How long after it has come. */
  default long delayNanos() {
    return 0;
  }

  /** In pieces of so many bytes; 0 for whole. */
  default long dropBytes() {
    return 0;
  }

  /** How long between pieces. */
  default long betweenNanos() {
    return 0;
  }

  /** Takes over what the toxics are at {@code nowNanos}. */
  default void refresh(long nowNanos) {}
}
