package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.sim.WorldThreads;
import java.util.List;
import java.util.Locale;

/** The heap in use, after a full collection, as a million small worlds go by. */
public final class MemoryBenchmark implements Benchmark {
  private static final int WORLDS = 1_000_000;
  private static final int STEPS = 10;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "heap in use while 1,000,000 small worlds go by";
  }

  @Override
  public void run(List<String> args) throws InterruptedException {
    Thread worlds = WorldThreads.newThread("worlds", MemoryBenchmark::measure);
    worlds.start();
    worlds.join();
  }

  private static void measure() {
    long sum = 0;
    for (int step = 0; step <= STEPS; step++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "%,10d worlds: %,.2f MiB in use%n",
          (long) WORLDS * step / STEPS,
          (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
      for (int i = 0; step < STEPS && i < WORLDS / STEPS; i++) {
        sum += TrivialWorlds.run((long) step * WORLDS + i);
      }
    }
    System.out.printf("(hashes sum up to %016x)%n", sum);
  }
}
