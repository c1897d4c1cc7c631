package dev.faultline.check.txn;

import java.util.Arrays;

/** A growing array of longs. */
final class Longs {

  private long[] values = new long[4];
  private int length;

  void add(long value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, length + Math.max(4, length >> 1));
    }
    values[length++] = value;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  int length() {
    return length;
  }

  /** The array, which is not kept here any more. */
  long[] take() {
    long[] taken = length == values.length ? values : Arrays.copyOf(values, length);
    values = new long[4];
    length = 0;
    return taken;
  }
}
