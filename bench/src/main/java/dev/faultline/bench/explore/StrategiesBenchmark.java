package dev.faultline.bench.explore;

import dev.faultline.bench.Benchmark;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Worlds to the first failure, for each strategy, over thirty seed bases. */
public final class StrategiesBenchmark implements Benchmark {
  private static final int BASES = 30;
  private static final int MOST_WORLDS = 1_000;
  private static final String ALL = "all";
  private static final List<String> NAMES = List.of("random", "swarm", "pct", "guided", "auto");

  @Override
  public String name() {
    return "strategies";
  }

  @Override
  public String description() {
    return "worlds to the first failure; arguments: STRATEGY|all [TARGET [KEY=VALUE...]] (default:"
        + " all, microraft 0.5)";
  }

  @Override
  public void run(List<String> args) {
    String name = args.isEmpty() ? ALL : args.getFirst();
    List<String> rest = args.subList(Math.min(1, args.size()), args.size());
    Target target = Target.of(rest, "microraft", Map.of("microraft.version", "0.5"));
    (name.equals(ALL) ? NAMES.stream() : Stream.of(name))
        .map(Strategy::parse)
        .forEach(strategy -> measure(target, strategy));
  }

  private static void measure(Target target, Strategy strategy) {
    int[] worlds = new int[BASES];
    int without = 0;
    long start = System.nanoTime();
    System.out.printf("%-10s", strategy.text());
    for (int base = 0; base < BASES; base++) {
      CampaignPlan plan =
          target.plan(1 + 1_000_000L * base).withStrategy(strategy).withWorlds(MOST_WORLDS);
      CampaignResult result = new Campaign(plan).run();
      boolean found = !result.findings().isEmpty();
      worlds[base] = found ? result.worlds() : MOST_WORLDS;
      without += found ? 0 : 1;
      System.out.print(found ? " " + worlds[base] : " >" + MOST_WORLDS);
      System.out.flush();
    }
    Arrays.sort(worlds);
    System.out.printf(
        "%n%-10s median %,d worlds (%,d to %,d; quartiles %,d and %,d); %d of %d bases without a"
            + " failure in %,d; %.0f s%n",
        strategy.text(),
        worlds[BASES / 2],
        worlds[0],
        worlds[BASES - 1],
        worlds[BASES / 4],
        worlds[3 * BASES / 4],
        without,
        BASES,
        MOST_WORLDS,
        (System.nanoTime() - start) / 1e9);
  }
}
