package dev.faultline.bench.payments;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** How often each order was charged. Orders are numbered from 1. */
final class Ledger {
  private byte[] counts = new byte[1024];
  private int highest;

  void charge(long order) {
    int index = Math.toIntExact(order);
    counts = index >= counts.length ? Arrays.copyOf(counts, 2 * index) : counts;
    counts[index] = (byte) Math.min(Byte.MAX_VALUE, counts[index] + 1);
    highest = Math.max(highest, index);
  }

  int highest() {
    return highest;
  }

  /** How many of the orders 1 to {@code orders} were charged exactly so often. */
  int charged(int orders, int times) {
    int count = 0;
    for (int i = 1; i <= orders; i++) {
      count += (i < counts.length ? counts[i] : 0) == times ? 1 : 0;
    }
    return count;
  }

  MemorySegment snapshot() {
    return MemorySegment.ofArray(Arrays.copyOf(counts, highest + 1));
  }

  void restore(MemorySegment state, long offset, int length) {
    counts = state.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    highest = Math.max(0, length - 1);
  }
}
