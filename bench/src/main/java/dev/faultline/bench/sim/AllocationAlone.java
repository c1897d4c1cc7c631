package dev.faultline.bench.sim;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a machine and its collector make of the allocation of trivial worlds, without a world and
 * without an object that threads share: the most that a second core can add.
 */
final class AllocationAlone {
  /** About what an object of a world takes. */
  private static final int OBJECT_BYTES = 40;

  private static final int HEADER_BYTES = 16;
  private static final int SAMPLE = 20_000;

  private AllocationAlone() {}

  /** How many bytes a trivial world allocates; measured on the current thread. */
  static long bytesPerWorld() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int seed = 0; seed < SAMPLE; seed++) {
      TrivialWorlds.run(seed);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / SAMPLE;
  }

  /** Allocates as much as one world, all of it reachable until the end, as in a world. */
  static long like(long bytesPerWorld, long seed) {
    int count = (int) Math.max(1, bytesPerWorld / (OBJECT_BYTES + Integer.BYTES));
    byte[][] held = new byte[count][];
    long sum = seed;
    for (int i = 0; i < count; i++) {
      byte[] object = new byte[OBJECT_BYTES - HEADER_BYTES];
      object[(int) (sum & 7)] = (byte) i;
      held[i] = object;
      sum = sum * 31 + object[0];
    }
    return sum + held[(int) (seed % count)].length;
  }

  /** The same, and then some arithmetic that touches no memory. */
  static long like(long bytesPerWorld, long seed, long steps) {
    long sum = like(bytesPerWorld, seed);
    for (long i = 0; i < steps; i++) {
      sum = sum * 0x5851_F42D_4C95_7F2DL + i;
    }
    return sum;
  }
}
