package dev.faultline.check.txn;

import java.util.Arrays;

/** A growing array of bytes. */
final class Bytes {

  private byte[] values = new byte[4];
  private int length;

  void add(byte value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, length + Math.max(4, length >> 1));
    }
    values[length++] = value;
  }

  byte get(int index) {
    return values[index];
  }

  void set(int index, byte value) {
    values[index] = value;
  }

  int length() {
    return length;
  }

  /** The array, which is not kept here any more. */
  byte[] take() {
    byte[] taken = length == values.length ? values : Arrays.copyOf(values, length);
    values = new byte[4];
    length = 0;
    return taken;
  }
}
