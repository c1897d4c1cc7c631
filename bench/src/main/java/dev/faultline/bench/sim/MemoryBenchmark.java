package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.sim.run.WorldThreads;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/**
 * The heap in use, after a full collection, as a million small worlds go by: of handlers, or of
 * blocking nodes that end in every way.
 */
public final class MemoryBenchmark implements Benchmark {
  private static final int WORLDS = 1_000_000;
  private static final int STEPS = 10;
  private static final String USAGE = "expected: memory [blocking] [WORLDS]";

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "heap in use while 1,000,000 small worlds go by: memory [blocking] [WORLDS]";
  }

  @Override
  public void run(List<String> args) throws InterruptedException {
    boolean blocking = args.contains("blocking");
    List<String> counts = args.stream().filter(arg -> !arg.equals("blocking")).toList();
    int worlds = counts.isEmpty() ? WORLDS : count(counts);
    LongUnaryOperator world = blocking ? BlockingWorlds::run : TrivialWorlds::run;
    Thread thread = WorldThreads.newThread("worlds", () -> measure(world, worlds));
    thread.start();
    thread.join();
  }

  private static int count(List<String> args) {
    try {
      if (args.size() == 1) {
        return Integer.parseInt(args.getFirst());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(args + " given, " + USAGE);
  }

  private static void measure(LongUnaryOperator world, int worlds) {
    long sum = 0;
    for (int step = 0; step <= STEPS; step++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      System.out.printf(
          Locale.ROOT,
          "%,10d worlds: %,.2f MiB in use%n",
          (long) worlds * step / STEPS,
          (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
      for (int i = 0; step < STEPS && i < worlds / STEPS; i++) {
        sum += world.applyAsLong((long) step * worlds + i);
      }
    }
    System.out.printf("(hashes sum up to %016x)%n", sum);
  }
}
