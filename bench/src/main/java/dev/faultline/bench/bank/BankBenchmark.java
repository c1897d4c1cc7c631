package dev.faultline.bench.bank;

import dev.faultline.bench.Benchmark;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Worlds to the first failure of each planted bug, in both styles, for each strategy. */
public final class BankBenchmark implements Benchmark {
  private static final int MOST_WORLDS = 2_000;
  private static final List<String> STRATEGIES =
      List.of("random", "swarm", "pct", "guided", "auto");

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String description() {
    return "worlds to the first failure of each planted bug; arguments: [STRATEGY,...|all [TEXT in"
        + " the bug's name [SEED]]]";
  }

  @Override
  public void run(List<String> args) {
    String strategies = args.isEmpty() ? "all" : args.getFirst();
    String text = args.size() < 2 ? "" : args.get(1);
    long seed = args.size() < 3 ? 1 : Long.parseLong(args.get(2));
    List<Strategy> all =
        (strategies.equals("all") ? STRATEGIES : Arrays.asList(strategies.split(",")))
            .stream().map(Strategy::parse).toList();
    System.out.printf("%-46s %-9s", "worlds to the first failure, seed " + seed, "style");
    all.forEach(strategy -> System.out.printf(" %8s", strategy.text()));
    System.out.println();
    List<int[]> rows = new ArrayList<>();
    for (Planted bug : Bank.bugs()) {
      for (Planted.Style style : Planted.Style.values()) {
        if (bug.name().contains(text)) {
          rows.add(row(bug, style, all, seed));
        }
      }
    }
    System.out.printf("%-46s %-9s", "median", "");
    for (int i = 0; i < all.size(); i++) {
      int column = i;
      int[] worlds = rows.stream().mapToInt(row -> row[column]).sorted().toArray();
      System.out.printf(" %8d", worlds.length == 0 ? 0 : worlds[worlds.length / 2]);
    }
    System.out.println();
  }

  private static int[] row(Planted bug, Planted.Style style, List<Strategy> strategies, long seed) {
    System.out.printf("%-46s %-9s", bug.name(), style.name().toLowerCase(Locale.ROOT));
    int[] row = new int[strategies.size()];
    for (int i = 0; i < row.length; i++) {
      CampaignPlan plan =
          BankScenario.plan(bug.name(), bug.broken(style), seed)
              .withStrategy(strategies.get(i))
              .withWorlds(MOST_WORLDS);
      CampaignResult result = new Campaign(plan).run();
      boolean found = !result.findings().isEmpty();
      row[i] = found ? result.worlds() : MOST_WORLDS + 1;
      System.out.printf(" %8s", found ? result.worlds() : ">" + MOST_WORLDS);
      System.out.flush();
    }
    System.out.println();
    return row;
  }
}
