package dev.faultline.explore.exhaustive;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Following;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.base.KeyedHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exhaustive search over schedules: each world is one path through the tree of all. */
public final class ScheduleSource implements Source {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private @Nullable SystemModel model;

  /** Null until the first run, and where others make the runs. */
  private @Nullable ScheduleWalk walk;

  private @Nullable ScheduleFrontier frontier;

  public ScheduleSource(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
  }

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public String world(long firstSeed, int index) {
    return name(firstSeed, index);
  }

  static String name(long firstSeed, int index) {
    return "world %d of the search with seed %d".formatted(index + 1, firstSeed);
  }

  /** By what the world comes to, since its number is not known where a subtree is searched. */
  @Override
  public boolean twice(int index, WorldRun run, int every) {
    return strategy.states() ? index % every == 0 : twice(index == 0, run, every);
  }

  static boolean twice(boolean first, WorldRun run, int every) {
    long hash = KeyedHash.mix(run.result().traceHash());
    return first || Long.remainderUnsigned(hash, every) == 0;
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    ScheduleFrontier others = frontier;
    if (others != null) {
      List<Outline> path = others.path(index);
      return path == null ? null : SubtreeSource.again(plan, strategy, model(), path);
    }
    ScheduleWalk way = walk;
    if (way == null) {
      way = new ScheduleWalk(plan, strategy, model(), new ScheduleTree());
      walk = way;
    }
    while (!way.complete() && pulse.goOn()) {
      WorldRun run = way.step(any -> false);
      if (run != null) {
        return run;
      }
    }
    return null;
  }

  private SystemModel model() {
    SystemModel known = model;
    if (known == null) {
      known = WorldRun.declaredBy(plan);
      model = known;
    }
    return known;
  }

  @Override
  public @Nullable Frontier frontier() {
    return strategy.states() ? null : schedules();
  }

  private ScheduleFrontier schedules() {
    ScheduleFrontier known = frontier;
    if (known == null) {
      known = new ScheduleFrontier(plan);
      frontier = known;
    }
    return known;
  }

  @Override
  public List<Part> found() {
    ScheduleFrontier others = frontier;
    return others == null ? List.of() : others.found();
  }

  @Override
  public byte @Nullable [] progress(int worlds, List<Integer> told) {
    return schedules().progress(worlds, told);
  }

  @Override
  public void resume(byte[] progress, Part total) {
    frontier = new ScheduleFrontier(plan, SubtreeCodec.progress(progress), total);
  }

  @Override
  public Following following(byte[] recipe) {
    return new SubtreeSource(plan, strategy, model(), recipe);
  }

  @Override
  public Exploration exploration() {
    ScheduleFrontier others = frontier;
    if (others != null) {
      return others.exploration();
    }
    ScheduleWalk way = walk;
    return way == null ? new ScheduleCount().exploration(plan.seed(), false) : way.exploration();
  }
}
