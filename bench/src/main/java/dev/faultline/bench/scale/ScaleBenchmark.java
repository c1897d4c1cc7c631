package dev.faultline.bench.scale;

import dev.faultline.bench.Benchmark;
import java.util.List;

/**
 * The model of docs/scale.md: what share of their time a thousand executors spend on worlds, by the
 * parameters that could break it.
 */
public final class ScaleBenchmark implements Benchmark {
  private static final int SEEDS = 3;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public String description() {
    return "efficiency of a simulated driver with up to 1,000 executors, stragglers and losses;"
        + " arguments: milliseconds for each range at the driver and at the executor (2 20), as"
        + " 'spark' measures them";
  }

  @Override
  public void run(List<String> args) {
    Cluster usual = Cluster.USUAL;
    if (args.size() == 2) {
      usual =
          usual
              .withDriver(Double.parseDouble(args.getFirst()) / 1_000)
              .withTask(Double.parseDouble(args.getLast()) / 1_000);
    }
    row(args.isEmpty() ? "as assumed" : "as given", usual);
    for (int executors : new int[] {2, 100, 4000}) {
      row(executors + " executors", usual.withExecutors(executors));
    }
    for (double campaign : new double[] {60, 3600}) {
      row("campaign of %.0f s".formatted(campaign), usual.withCampaign(campaign));
    }
    for (double range : new double[] {1, 3, 60}) {
      row("ranges of %.0f s".formatted(range), usual.withRange(range));
    }
    for (double driver : new double[] {0.005, 0.01, 0.02}) {
      row("driver takes %.0f ms a range".formatted(driver * 1000), usual.withDriver(driver));
    }
    row("10 %% of executors 3 times as slow".formatted(), usual.withSlow(0.1, 3));
    row("1 %% of executors 20 times as slow".formatted(), usual.withSlow(0.01, 20));
    for (double deaths : new double[] {0, 1, 10, 60}) {
      row("%.0f deaths an hour each".formatted(deaths), usual.withDeaths(deaths));
    }
  }

  private static void row(String what, Cluster cluster) {
    double worst = 1;
    for (long seed = 1; seed <= SEEDS; seed++) {
      worst = Math.min(worst, ClusterWorld.efficiency(cluster, seed));
    }
    System.out.printf("%-40s %.3f%n", what, worst);
  }
}
