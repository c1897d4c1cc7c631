package dev.faultline.explore.exhaustive;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** States by their digests, numbered in the order in which they were added. Not thread-safe. */
final class DigestTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private long[] digests;
  private int[] slots;
  private int size;

  DigestTable() {
    digests = new long[1 << 11];
    slots = new int[1 << 12];
  }

  /** All of those, with room for so many more and no more. */
  DigestTable(DigestTable others, int more) {
    int room = Math.max(1, others.size + more);
    digests = Arrays.copyOf(Arrays.copyOf(others.digests, 2 * others.size), 2 * room);
    size = others.size;
    if (others.slots.length >= 2 * room) {
      slots = others.slots.clone();
    } else {
      slots = new int[Integer.highestOneBit(room) << 2];
      fill();
    }
  }

  /** Adds a state: its number when it is new, or −1 − its number when it is known. */
  int add(long first, long second) {
    int slot = slot(first, second);
    if (slots[slot] != 0) {
      return -slots[slot];
    }
    if (2 * size == digests.length) {
      digests = Arrays.copyOf(digests, 4 * size);
    }
    digests[2 * size] = first;
    digests[2 * size + 1] = second;
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** The number of a state, or −1 where it is not there. */
  int find(long first, long second) {
    return slots[slot(first, second)] - 1;
  }

  private int slot(long first, long second) {
    int mask = slots.length - 1;
    int slot = (int) (first >>> 32) & mask;
    while (slots[slot] != 0 && !is(slots[slot] - 1, first, second)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean is(int number, long first, long second) {
    return digests[2 * number] == first && digests[2 * number + 1] == second;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    fill();
  }

  private void fill() {
    for (int number = 0; number < size; number++) {
      slots[slot(digests[2 * number], digests[2 * number + 1])] = number + 1;
    }
  }

  int size() {
    return size;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < 2 * size; i++) {
      out.writeLong(digests[i]);
    }
  }

  static DigestTable read(DataInputStream in) throws IOException {
    DigestTable table = new DigestTable();
    for (int left = in.readInt(); left > 0; left--) {
      table.add(in.readLong(), in.readLong());
    }
    return table;
  }

  /** The digests of some states, two longs each. */
  long[] digests(List<Integer> numbers) {
    long[] some = new long[2 * numbers.size()];
    for (int i = 0; i < numbers.size(); i++) {
      some[2 * i] = digests[2 * numbers.get(i)];
      some[2 * i + 1] = digests[2 * numbers.get(i) + 1];
    }
    return some;
  }

  /** The digests of all states, two longs each, in the order of their numbers. */
  long[] digests() {
    return Arrays.copyOf(digests, 2 * size);
  }
}
