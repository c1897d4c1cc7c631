package dev.faultline.explore;

import java.util.Locale;

/** Worlds under {@link PctAdversary}; a first run says how long they are, about. */
final class PctSource implements Source {
  private final CampaignPlan plan;
  private final int depth;
  private final long length;
  private final int width;

  PctSource(CampaignPlan plan, int depth) {
    this.plan = plan;
    this.depth = depth;
    PctAdversary first = new PctAdversary(plan.seed(), plan.mix(), 1, 1);
    WorldRun run = WorldRun.explore(plan, plan.seed(), first);
    this.length = Math.max(1, run.result().events());
    this.width = Math.max(1, first.width());
  }

  @Override
  public WorldRun run(int index, Pulse pulse) {
    long seed = plan.seed() + index;
    return WorldRun.explore(plan, seed, new PctAdversary(seed, plan.mix(), depth, length));
  }

  @Override
  public String bound() {
    double probability = 1 / (Math.pow(width, 2) * Math.pow(length, depth - 1));
    return String.format(
        Locale.ROOT,
        "pct: a bug that takes the order of %d events is found by each world with a probability of"
            + " at least 1/(w² n^(d−1)) = %.2g, as far as order alone matters (w = %d events at"
            + " most without order, n = %d events, as in a first run; d = %d)",
        depth,
        probability,
        width,
        length,
        depth);
  }
}
