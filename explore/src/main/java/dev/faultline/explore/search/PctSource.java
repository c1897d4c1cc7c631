package dev.faultline.explore.search;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.FaultTally;
import dev.faultline.explore.campaign.WorldRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Worlds under {@link PctAdversary}; a first run says how long they are, about. */
final class PctSource implements Source {
  private final CampaignPlan plan;
  private final int depth;

  /** Made by the first world that needs it, so that what goes wrong in it is that world's. */
  private @Nullable Size measured;

  /**
   * What a first run shows.
   *
   * @param length events, about
   * @param width events that may be without order among each other, at most
   * @param others what else the worlds leave open, which no priority decides
   */
  private record Size(long length, int width, List<String> others) {}

  PctSource(CampaignPlan plan, int depth) {
    this.plan = plan;
    this.depth = depth;
  }

  private synchronized Size size() {
    Size size = measured;
    if (size == null) {
      PctAdversary first = new PctAdversary(plan.seed(), plan.mix(), 1, 1);
      WorldRun run = WorldRun.explore(plan, plan.seed(), first);
      List<String> others = new ArrayList<>();
      if (FaultTally.anyPossible(plan.mix(), run.declared())) {
        others.add("faults strike");
      }
      if (first.preempted()) {
        others.add("threads give up their turns inside steps");
      }
      size = new Size(Math.max(1, run.result().events()), Math.max(1, first.width()), others);
      measured = size;
    }
    return size;
  }

  @Override
  public WorldRun run(int index, Pulse pulse) {
    long seed = plan.seed() + index;
    return WorldRun.explore(plan, seed, new PctAdversary(seed, plan.mix(), depth, size().length()));
  }

  @Override
  public String bound(int worlds) {
    if (worlds == 0) {
      return "";
    }
    Size size = size();
    if (!size.others().isEmpty()) {
      return "pct: no bound on the probability of finding a bug of "
          + depth
          + " ordered events: the bound is proved only where nothing but the order of events"
          + " varies, and in these worlds "
          + String.join(" and ", size.others());
    }
    long length = size.length();
    int width = size.width();
    double probability = 1 / (Math.pow(width, 2) * Math.pow(length, depth - 1));
    return String.format(
        Locale.ROOT,
        "pct: each world finds a bug that depends on the order of %d events with a probability of"
            + " at least 1/(w² n^(d−1)) = %.2g, if it needs no change of priorities after event n"
            + " and no world is wider than the first run (w = %d concurrent events at most, n = %d"
            + " events; d = %d)",
        depth,
        probability,
        width,
        length,
        depth);
  }
}
