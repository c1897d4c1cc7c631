package dev.faultline.bench.guard;

import dev.faultline.bench.Benchmark;
import dev.faultline.guard.plan.Assignment;
import dev.faultline.guard.plan.Planner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How much longer plans of {@link Planner} take than the best that OR-tools finds offline, on
 * recorded costs. Fails where a plan is more than a tenth longer, or beyond the bound of Graham.
 */
public final class PlannerBenchmark implements Benchmark {
  private static final double BAR = 1.1;
  private static final double SECONDS = 5;
  private static final int MOST_PLANS = 20;

  /** Pieces for each node: few, where rounding to nodes matters most, and many. */
  private static final int[] PIECES_EACH = {2, 3, 10};

  private static final int[][] NODES = {
    equal(2), equal(4), equal(8), equal(16), equal(32), {1, 1, 2, 4}
  };

  private static int[] equal(int nodes) {
    int[] speeds = new int[nodes];
    Arrays.fill(speeds, 1);
    return speeds;
  }

  @Override
  public String name() {
    return "planner";
  }

  @Override
  public String description() {
    return "makespan of the planner beside the offline best of OR-tools, on recorded costs;"
        + " arguments: files with a whole number on each line, in place of the traces that come"
        + " with it";
  }

  @Override
  public void run(List<String> args) throws Exception {
    List<CostTrace> traces = new ArrayList<>();
    for (String file : args) {
      traces.add(CostTrace.read(Path.of(file)));
    }
    if (traces.isEmpty()) {
      traces.addAll(CostTrace.recorded());
    }
    OfflineBest.load();
    warmUp();
    System.out.printf(
        "%-14s %8s %8s %6s %8s %8s %8s %8s %8s %10s %12s%n",
        "trace",
        "nodes",
        "pieces",
        "plans",
        "mean",
        "longest",
        "of bound",
        "Graham",
        "proved",
        "ours us",
        "OR-tools ms");
    boolean isMet = true;
    for (CostTrace trace : traces) {
      for (int[] speeds : NODES) {
        for (int each : PIECES_EACH) {
          isMet &= row(trace, speeds, each * speeds.length);
        }
        isMet &= row(trace, speeds, trace.costs().length);
      }
    }
    if (!isMet) {
      throw new AssertionError("a plan is beyond the bar of " + BAR + " or the bound of Graham");
    }
  }

  /** So that the first rows do not time the compiler. */
  private static void warmUp() {
    double[] costs = new double[200];
    Arrays.setAll(costs, i -> 1 + i % 17);
    for (int i = 0; i < 500; i++) {
      Planner.plan(costs, new double[] {1, 1, 2, 4});
    }
  }

  /** Prints the plans of so many pieces, and says whether they keep to the bars. */
  private static boolean row(CostTrace trace, int[] speeds, int pieces) {
    List<long[]> plans = trace.plans(pieces, MOST_PLANS);
    if (plans.isEmpty()) {
      return true;
    }
    boolean areEqual = Arrays.stream(speeds).allMatch(speed -> speed == 1);
    double graham = 4 / 3.0 - 1 / (3.0 * speeds.length);
    double[] capacities = Arrays.stream(speeds).asDoubleStream().toArray();
    double sum = 0;
    double longest = 0;
    double ofBound = 0;
    int proved = 0;
    long oursNanos = 0;
    long solverNanos = 0;
    for (long[] costs : plans) {
      double[] predicted = Arrays.stream(costs).asDoubleStream().toArray();
      long start = System.nanoTime();
      Assignment plan = Planner.plan(predicted, capacities);
      long planned = System.nanoTime();
      OfflineBest best = OfflineBest.of(costs, speeds, plan, SECONDS);
      solverNanos += System.nanoTime() - planned;
      oursNanos += planned - start;
      double ratio = plan.makespan() / best.makespan();
      sum += ratio;
      longest = Math.max(longest, ratio);
      ofBound = Math.max(ofBound, plan.makespan() / best.bound());
      proved += best.isProved() ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s %8s %8d %6d %8.4f %8.4f %8.4f %8s %5d/%-2d %10.1f %12.1f%n",
        trace.name(),
        areEqual ? speeds.length : Arrays.toString(speeds).replaceAll("[\\[\\] ]", ""),
        pieces,
        plans.size(),
        sum / plans.size(),
        longest,
        ofBound,
        areEqual ? String.format(Locale.ROOT, "%.3f", graham) : "-",
        proved,
        plans.size(),
        oursNanos / 1e3 / plans.size(),
        solverNanos / 1e6 / plans.size());
    // Both bars against what is proved, so that a poor plan of the solver hides nothing.
    return ofBound <= BAR && (!areEqual || ofBound <= graham + 1e-9);
  }
}
