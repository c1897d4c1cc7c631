package dev.faultline.sim.net;

import dev.faultline.sim.base.KeyedHash;

/** Corruption of messages that are bytes. */
final class Corruption {
  private Corruption() {}

  /** A copy with one bit flipped, which {@code choice} picks; {@code bytes} are not empty. */
  static byte[] flipped(byte[] bytes, long choice) {
    byte[] copy = bytes.clone();
    long bit = KeyedHash.below(bytes.length * 8L, choice);
    copy[(int) (bit >>> 3)] ^= (byte) (1 << (bit & 7));
    return copy;
  }
}
