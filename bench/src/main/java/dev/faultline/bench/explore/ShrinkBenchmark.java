package dev.faultline.bench.explore;

import dev.faultline.bench.Benchmark;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.story.Story;
import dev.faultline.sim.trace.TraceEvent;
import java.util.List;
import java.util.Map;

/** How small findings become, and what that costs: the first finding from each of ten seeds. */
public final class ShrinkBenchmark implements Benchmark {
  private static final int BASES = 10;

  @Override
  public String name() {
    return "shrink";
  }

  @Override
  public String description() {
    return "shrinking of findings; arguments: TARGET [KEY=VALUE...] (default: microraft 0.5)";
  }

  @Override
  public void run(List<String> args) {
    Target target = Target.of(args, "microraft", Map.of("microraft.version", "0.5"));
    System.out.println(
        "      seed  faults        events          messages        replays  seconds  story "
            + " minimal");
    for (int base = 0; base < BASES; base++) {
      CampaignPlan plan = target.plan(1 + 10_000L * base);
      for (Finding finding : new Campaign(plan).run().findings()) {
        print(plan, Shrinker.shrink(plan, finding, ShrinkBudget.DEFAULT));
      }
    }
  }

  private static void print(CampaignPlan plan, Shrunk shrunk) {
    System.out.printf(
        "%10d  %4d -> %-4d  %6d -> %-5d %6d -> %-5d  %8d  %7.1f  %5d  %s%n",
        shrunk.before().seed(),
        Shrunk.faults(shrunk.before()),
        Shrunk.faults(shrunk.after()),
        shrunk.before().events(),
        shrunk.after().events(),
        messages(plan, shrunk.before().replay()),
        messages(plan, shrunk.after().replay()),
        shrunk.replays(),
        shrunk.realNanos() / 1e9,
        Story.of(Replay.events(plan, shrunk.after().replay())).size(),
        shrunk.minimal() ? "yes" : "no");
  }

  private static long messages(CampaignPlan plan, ReplayFile file) {
    return Replay.events(plan, file).stream().filter(TraceEvent.Sent.class::isInstance).count();
  }
}
