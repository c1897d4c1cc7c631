package dev.faultline.explore.exhaustive;

import java.util.Arrays;

/**
 * A set of states by their full signatures, so that no two different states are ever taken for one.
 * States are numbered in the order in which they were added.
 */
final class SignatureTable {
  private int[] contents = new int[1 << 16];
  private int used;
  private int[] starts = new int[1 << 12];
  private int[] slots = new int[1 << 13];
  private int size;

  /** Adds a signature: its number when it is new, or −1 − its number when it is known. */
  int add(int[] signature) {
    int mask = slots.length - 1;
    int slot = Arrays.hashCode(signature) * 0x9E3779B9 >>> 7 & mask;
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (equal(number, signature)) {
        return -1 - number;
      }
      slot = slot + 1 & mask;
    }
    append(signature);
    slots[slot] = size;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  int size() {
    return size;
  }

  private boolean equal(int number, int[] signature) {
    int start = starts[number];
    int end = number + 1 < size ? starts[number + 1] : used;
    return Arrays.equals(contents, start, end, signature, 0, signature.length);
  }

  private void append(int[] signature) {
    if (used + signature.length > contents.length) {
      contents = Arrays.copyOf(contents, Math.max(contents.length * 2, used + signature.length));
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
    }
    System.arraycopy(signature, 0, contents, used, signature.length);
    starts[size++] = used;
    used += signature.length;
  }

  private void grow() {
    int[] grown = new int[slots.length * 2];
    int mask = grown.length - 1;
    for (int number = 0; number < size; number++) {
      int end = number + 1 < size ? starts[number + 1] : used;
      int[] signature = Arrays.copyOfRange(contents, starts[number], end);
      int slot = Arrays.hashCode(signature) * 0x9E3779B9 >>> 7 & mask;
      while (grown[slot] != 0) {
        slot = slot + 1 & mask;
      }
      grown[slot] = number + 1;
    }
    slots = grown;
  }
}
