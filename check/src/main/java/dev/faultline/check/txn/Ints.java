package dev.faultline.check.txn;

import java.util.Arrays;

/** A growing array of ints. */
final class Ints {

  private int[] values = new int[4];
  private int length;

  void add(int value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, length + Math.max(4, length >> 1));
    }
    values[length++] = value;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int removeLast() {
    return values[--length];
  }

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  int[] toArray() {
    return Arrays.copyOf(values, length);
  }

  /** The array, which is not kept here any more. */
  int[] take() {
    int[] taken = length == values.length ? values : Arrays.copyOf(values, length);
    values = new int[4];
    length = 0;
    return taken;
  }

  /** With one more at the end. */
  int[] toArray(int end) {
    int[] copy = Arrays.copyOf(values, length + 1);
    copy[length] = end;
    return copy;
  }
}
