package dev.faultline.runtime.secure;

/** Makes the private keys that are used for one handshake only: 32 bytes each. */
@FunctionalInterface
interface Ephemerals {
  /**
   * A key that nobody else has; who asks zeroes it.
   *
   * @param initiator whether it is for the side that begins
   */
  byte[] next(boolean initiator);
}
