package dev.faultline.bench.sim;

import com.sun.management.ThreadMXBean;
import dev.faultline.bench.Rounds;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What the machine allows a campaign on two cores: threads that allocate as much as its worlds do,
 * in the same time, and share no object. What it has left for two such threads it has for a
 * campaign.
 */
final class LikeCampaigns {
  private static final long CALIBRATING_STEPS = 200_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final long bytesPerWorld;
  private final long stepsPerWorld;

  private LikeCampaigns(long bytesPerWorld, long stepsPerWorld) {
    this.bytesPerWorld = bytesPerWorld;
    this.stepsPerWorld = stepsPerWorld;
  }

  /** All that the JVM's threads have allocated so far, in bytes. */
  static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  /** Worlds that allocate so much, and of which one thread runs so many in a second. */
  static LikeCampaigns of(long bytesPerWorld, double worldsPerSecond, int worlds) {
    LikeCampaigns allocationAlone = new LikeCampaigns(bytesPerWorld, 0);
    allocationAlone.measure(worlds, 1); // To warm up.
    double nanosToAllocate = NANOS_PER_SECOND / allocationAlone.measure(worlds, 1);
    steps(CALIBRATING_STEPS);
    double nanosPerStep = steps(CALIBRATING_STEPS) / (double) CALIBRATING_STEPS;
    double left = Math.max(0, NANOS_PER_SECOND / worldsPerSecond - nanosToAllocate);
    return new LikeCampaigns(bytesPerWorld, (long) (left / nanosPerStep));
  }

  private static long steps(long count) {
    long start = System.nanoTime();
    if (AllocationAlone.like(0, start, count) == start) {
      throw new AssertionError("the arithmetic was optimised away");
    }
    return System.nanoTime() - start;
  }

  /** Runs {@code worlds} of them, on so many threads; returns how many a second. */
  double measure(int worlds, int threads) {
    AtomicLong sum = new AtomicLong();
    Thread[] workers =
        IntStream.range(0, threads)
            .mapToObj(worker -> new Thread(() -> sum.addAndGet(some(worlds / threads)), "like"))
            .toArray(Thread[]::new);
    long start = System.nanoTime();
    for (Thread worker : workers) {
      worker.start();
    }
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Rounds.perSecond(worlds, System.nanoTime() - start);
  }

  private long some(int worlds) {
    long sum = 0;
    for (int i = 0; i < worlds; i++) {
      sum += AllocationAlone.like(bytesPerWorld, i, stepsPerWorld);
    }
    return sum;
  }
}
