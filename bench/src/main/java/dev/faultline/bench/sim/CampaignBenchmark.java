package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Worlds a second of a scenario, with its default faults, on one core and on two. Both take about
 * as long: the campaign on two cores has twice the worlds.
 */
public final class CampaignBenchmark implements Benchmark {
  private static final int WORLDS = 300;

  @Override
  public String name() {
    return "campaign";
  }

  @Override
  public String description() {
    return "worlds/s of a scenario on one core and on two, and what the machine allows; arguments:"
        + " TARGET [WORLDS] [KEY=VALUE...]";
  }

  @Override
  public void run(List<String> args) {
    Scenario scenario =
        Scenarios.find(
            args.isEmpty() ? "microraft" : args.getFirst(),
            CampaignBenchmark.class.getClassLoader());
    Map<String, String> given = new LinkedHashMap<>();
    int worlds =
        args.size() > 1 && !args.get(1).contains("=") ? Integer.parseInt(args.get(1)) : WORLDS;
    for (String arg : args.stream().skip(1).filter(each -> each.contains("=")).toList()) {
      given.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    Settings settings = new Settings(scenario.settings(), given);
    new Rounds("worlds/s")
        .add("one core", () -> measure(scenario, settings, worlds, 1))
        .add("two cores", () -> measure(scenario, settings, 2 * worlds, 2))
        .printingEachRound()
        .run(1, 5);
    // Warm by now, so that what a world costs is what it costs above.
    long before = LikeCampaigns.allocatedBytes();
    double worldsPerSecond = measure(scenario, settings, worlds, 1);
    long bytes = (LikeCampaigns.allocatedBytes() - before) / worlds;
    System.out.printf("%,d bytes a world%n", bytes);
    LikeCampaigns like = LikeCampaigns.of(bytes, worldsPerSecond, worlds);
    new Rounds("allocations of a world/s")
        .add("as much allocation in as much time, one thread", () -> like.measure(worlds, 1))
        .add("two threads that share nothing", () -> like.measure(2 * worlds, 2))
        .printingEachRound()
        .run(1, 5);
  }

  private static double measure(Scenario scenario, Settings settings, int worlds, int jobs) {
    CampaignPlan plan =
        CampaignPlan.of(scenario, settings, 1)
            .withWorlds(worlds)
            .withAll(true)
            .withRecheckEvery(0)
            .withJobs(jobs);
    long start = System.nanoTime();
    CampaignResult result = new Campaign(plan).run();
    long nanos = System.nanoTime() - start;
    if (result.worlds() != worlds) {
      throw new AssertionError("only " + result.worlds() + " worlds were run");
    }
    return Rounds.perSecond(worlds, nanos);
  }
}
