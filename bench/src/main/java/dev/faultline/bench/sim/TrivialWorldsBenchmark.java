package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.sim.run.WorldThreads;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What it costs to begin and end a world, and what a second core adds. */
public final class TrivialWorldsBenchmark implements Benchmark {
  private static final int WORLDS = 200_000;

  @Override
  public String name() {
    return "worlds";
  }

  @Override
  public String description() {
    return "worlds/s with 3 trivial handler nodes, on one thread and on two";
  }

  @Override
  public void run(List<String> args) {
    long[] bytes = {0};
    Thread sample =
        WorldThreads.newThread("sample", () -> bytes[0] = AllocationAlone.bytesPerWorld());
    sample.start();
    join(sample);
    System.out.println(bytes[0] + " bytes a world");
    LongUnaryOperator allocation = seed -> AllocationAlone.like(bytes[0], seed);
    new Rounds("worlds/s")
        .add("one thread", () -> measure(1, TrivialWorlds::run))
        .add("two threads", () -> measure(2, TrivialWorlds::run))
        .add("one thread, counting in a static variable", () -> measure(1, CountingWorlds::run))
        .run(3, 9);
    new Rounds("allocations of a world/s")
        .add("the same allocation alone, one thread", () -> measure(1, allocation))
        .add("the same allocation alone, two threads", () -> measure(2, allocation))
        .run(3, 9);
  }

  private static double measure(int threads, LongUnaryOperator world) {
    long[] sums = new long[threads];
    Thread[] workers =
        IntStream.range(0, threads)
            .mapToObj(worker ->
                WorldThreads.newThread(
                    "worlds-" + worker,
                    () -> sums[worker] = LongStream.range(0, WORLDS).map(world).sum()))
            .toArray(Thread[]::new);
    long start = System.nanoTime();
    for (Thread worker : workers) {
      worker.start();
    }
    for (Thread worker : workers) {
      join(worker);
    }
    long nanos = System.nanoTime() - start;
    if (LongStream.of(sums).distinct().count() != 1) {
      throw new AssertionError("the same seeds gave other hashes on another thread");
    }
    return Rounds.perSecond((double) WORLDS * threads, nanos);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
