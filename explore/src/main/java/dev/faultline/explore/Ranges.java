package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.search.Source;

/**
 * Runs ranges of a campaign's worlds, for engines that spread a campaign over other JVMs: each of
 * these makes one. Thread-safe.
 */
public final class Ranges {
  private final CampaignPlan plan;
  private final Source source;

  /**
   * Of a campaign.
   *
   * @throws UsageException when a world of it depends on worlds before it, so that no range can be
   *     run alone
   */
  public Ranges(CampaignPlan plan) {
    requireRanges(plan);
    this.plan = plan.withJobs(1);
    this.source = Sources.of(plan);
  }

  /**
   * Looks whether ranges of the plan's worlds can be run alone.
   *
   * @throws UsageException when they cannot
   */
  public static void requireRanges(CampaignPlan plan) {
    switch (plan.strategy()) {
      case Strategy.Random random -> {}
      case Strategy.Swarm swarm -> {}
      case Strategy.Pos pos -> {}
      case Strategy.Pct pct -> {}
      case Strategy.Guided guided -> throw alone(plan);
      case Strategy.Auto auto -> throw alone(plan);
      case Strategy.Exhaustive exhaustive -> throw alone(plan);
    }
  }

  private static UsageException alone(CampaignPlan plan) {
    return new UsageException(
        "worlds of strategy "
            + plan.strategy().text()
            + " depend on worlds before them, so only the local engine runs them, in one go;"
            + " expected random, swarm, pos or pct");
  }

  /**
   * Runs the worlds with numbers from {@code from} up to {@code to}, {@code to} excluded, one after
   * the other, up to the one that ends the campaign. A thread that is interrupted returns early,
   * with what there is.
   */
  public Part run(int from, int to) {
    Range range = new Range(from, to);
    new LocalEngine(source).run(plan, range);
    return range.total;
  }

  /** The worlds of one range, as they come. */
  private static final class Range implements Intake {
    private final Part total;
    private volatile int limit;

    Range(int from, int to) {
      this.total = new Part(from);
      this.limit = to;
    }

    @Override
    public int first() {
      return total.from();
    }

    @Override
    public int limit() {
      return limit;
    }

    @Override
    public boolean interrupted() {
      return false;
    }

    @Override
    public synchronized void take(Part part) {
      // What a worker that was given up hands in later does not follow.
      if (!total.closed() && part.from() == total.to()) {
        total.append(part);
        if (total.closed()) {
          limit = total.to();
        }
      }
    }

    @Override
    public void contradict(int index, Leak leak) {
      throw new IllegalStateException("one JVM runs a range, so nobody contradicts");
    }
  }
}
