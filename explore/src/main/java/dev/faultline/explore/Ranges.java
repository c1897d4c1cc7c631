package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import dev.faultline.explore.search.Following;
import dev.faultline.explore.search.Source;
import java.util.function.BooleanSupplier;

/**
 * Runs ranges of a campaign's worlds, for engines that spread a campaign over several JVMs: each of
 * those JVMs has one. Thread-safe.
 */
public final class Ranges {
  private final CampaignPlan plan;
  private final Source source;

  /**
   * The result of a range.
   *
   * @param shown for the campaign's {@link Search} or {@link Frontier}; empty where there is
   *     neither
   */
  public record Ran(Part part, byte[] shown) {}

  /** The ranges of a campaign. */
  public Ranges(CampaignPlan plan) {
    this.plan = plan.withJobs(1);
    this.source = Sources.of(plan);
  }

  /**
   * Runs the worlds with numbers from {@code from} up to {@code to}, {@code to} excluded, one after
   * the other, up to the one that ends the campaign. A thread that is interrupted returns early,
   * with what there is.
   *
   * @param recipe what the campaign's {@link Search} or {@link Frontier} says of these worlds;
   *     empty where it has neither
   */
  public Ran run(int from, int to, byte[] recipe) {
    return run(from, to, recipe, () -> false);
  }

  /** The same, with a way to ask it to end soon. */
  Ran run(int from, int to, byte[] recipe, BooleanSupplier interrupted) {
    Range range = new Range(from, to, interrupted);
    if (recipe.length == 0) {
      new LocalEngine(source).run(plan, range);
      return new Ran(range.total, new byte[0]);
    }
    Following worlds = source.following(recipe);
    new LocalEngine(worlds).run(plan, range);
    return new Ran(range.total, worlds.shown());
  }

  /** The same for worlds that need no recipe. */
  public Part run(int from, int to) {
    return run(from, to, new byte[0]).part();
  }

  /** The worlds of one range, as they come. */
  private static final class Range implements Intake {
    private final Part total;
    private final BooleanSupplier interrupted;
    private volatile int limit;

    Range(int from, int to, BooleanSupplier interrupted) {
      this.total = new Part(from);
      this.limit = to;
      this.interrupted = interrupted;
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
      return interrupted.getAsBoolean();
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
      throw new IllegalStateException("one JVM runs a range, so no other can contradict it");
    }
  }
}
