package dev.faultline.bench.guard;

import dev.faultline.bench.Benchmark;
import dev.faultline.examples.guards.bugs.GuardBugs;
import dev.faultline.examples.state.StateBugs;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.List;
import java.util.Map;

/**
 * Each published bug of guards and of state that replicas agree on: the world in which the naive
 * version fails first, and many worlds of ours, a line for each bug.
 */
public final class PublicBugsBenchmark implements Benchmark {
  private static final int WORLDS = 100_000;

  /** Within so many worlds each naive version fails. */
  private static final int NAIVE_WORLDS = 5_000;

  @Override
  public String name() {
    return "public-bugs";
  }

  @Override
  public String description() {
    return "published bugs: where the naive version fails, and many worlds of ours; arguments:"
        + " [WORLDS [TEXT in the bug's name [SEED]]]";
  }

  @Override
  public void run(List<String> args) {
    int worlds = args.isEmpty() ? WORLDS : Integer.parseInt(args.getFirst());
    String text = args.size() < 2 ? "" : args.get(1);
    long seed = args.size() < 3 ? 1 : Long.parseLong(args.get(2));
    System.out.printf("worlds of seeds %,d to %,d%n", seed, seed + worlds - 1);
    GuardBugs.BUGS.forEach(bug -> line(new GuardBugs(), bug, text, worlds, seed));
    StateBugs.BUGS.forEach(bug -> line(new StateBugs(), bug, text, worlds, seed));
  }

  private static void line(Scenario scenario, String bug, String text, int worlds, long seed) {
    String name = scenario.name() + " " + bug;
    if (!name.contains(text)) {
      return;
    }
    CampaignResult naive = new Campaign(plan(scenario, bug, true, 1, NAIVE_WORLDS)).run();
    System.out.printf(
        "%-26s naive %s",
        name,
        naive.findings().isEmpty()
            ? "holds in %,d worlds".formatted(naive.worlds())
            : "fails in world %,d".formatted(naive.worlds()));
    System.out.flush();
    long start = System.nanoTime();
    CampaignResult ours = new Campaign(plan(scenario, bug, false, seed, worlds)).run();
    System.out.printf(
        "; ours %s in %,d worlds, %,d inconclusive, hash %016x, %.0f s%n",
        ours.findings().isEmpty() ? "holds" : "FAILS",
        ours.worlds(),
        ours.inconclusiveWorlds(),
        ours.campaignHash(),
        (System.nanoTime() - start) / 1e9);
  }

  private static CampaignPlan plan(
      Scenario scenario, String bug, boolean naive, long seed, int worlds) {
    Settings settings =
        new Settings(scenario.settings(), Map.of("bug", bug, "naive", Boolean.toString(naive)));
    return CampaignPlan.of(scenario, settings, seed).withWorlds(worlds);
  }
}
