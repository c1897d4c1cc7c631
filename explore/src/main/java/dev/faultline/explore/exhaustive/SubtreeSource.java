package dev.faultline.explore.exhaustive;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Following;
import dev.faultline.sim.trace.Violation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The next runs of a subtree of schedules, in a JVM or a thread that knows nothing of the rest. */
final class SubtreeSource implements Following {
  private final CampaignPlan plan;
  private final SubtreeCodec.Request request;
  private final ScheduleWalk walk;

  /** Whether these are the first runs of the whole search. */
  private final boolean first;

  private final Map<Integer, List<Outline>> told = new LinkedHashMap<>();
  private final Set<String> outcomes = new LinkedHashSet<>();
  private final Map<String, Integer> violations = new LinkedHashMap<>();
  private int firstIndex = -1;
  private int runs;
  private boolean running;

  SubtreeSource(CampaignPlan plan, Strategy.Exhaustive strategy, SystemModel model, byte[] recipe) {
    this.plan = plan;
    this.request = SubtreeCodec.request(recipe);
    this.first = request.path().isEmpty();
    this.walk =
        new ScheduleWalk(plan, strategy, model, new ScheduleTree(request.path(), request.given()));
  }

  /** The run of which that is the path. */
  static WorldRun again(
      CampaignPlan plan, Strategy.Exhaustive strategy, SystemModel model, List<Outline> path) {
    ScheduleTree tree = new ScheduleTree(path, path.size());
    return WorldRun.explore(
        plan,
        plan.seed(),
        new ScheduleAdversary(plan.seed(), tree, strategy, plan.mix(), model, null));
  }

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public String world(long firstSeed, int index) {
    return ScheduleSource.name(firstSeed, index);
  }

  @Override
  public boolean twice(int index, WorldRun run, int every) {
    return ScheduleSource.twice(first && index == firstIndex, run, every);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    synchronized (this) {
      firstIndex = firstIndex < 0 ? index : firstIndex;
      running = true;
    }
    while (!walk.complete() && runs < request.runs() && pulse.goOn()) {
      runs++;
      WorldRun run = walk.step(this::isTold);
      if (run != null) {
        synchronized (this) {
          if (isTold(run)) {
            told.put(index, walk.toldPath());
          }
          count(run);
          running = false;
        }
        return run;
      }
    }
    synchronized (this) {
      running = false;
    }
    return null;
  }

  /** As {@link dev.faultline.explore.campaign.Part} keeps worlds. */
  private boolean isTold(WorldRun run) {
    Violation violation = run.result().violation();
    return !outcomes.containsAll(run.result().outcomes())
        || violation != null
            && violations.getOrDefault(violation.property(), 0) < CampaignResult.MAX_FINDINGS;
  }

  private void count(WorldRun run) {
    outcomes.addAll(run.result().outcomes());
    Violation violation = run.result().violation();
    if (violation != null) {
      violations.merge(violation.property(), 1, Integer::sum);
    }
  }

  /** Where a run failed or stands still, without how the subtree goes on. */
  @Override
  public byte[] shown() {
    synchronized (walk) {
      synchronized (this) {
        return SubtreeCodec.bytes(
            new SubtreeCodec.Answer(
                !running && walk.complete(),
                running ? -1 : runs,
                walk.count(),
                running ? List.of() : walk.tree().wishes(),
                running ? List.of() : walk.tree().outline(),
                told));
      }
    }
  }
}
