package dev.faultline.explore;

import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.Violation;
import dev.faultline.sim.WorldResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exhaustive search over schedules: each world is one path through the tree of all. */
final class ScheduleSource implements Source {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final ScheduleTree tree = new ScheduleTree();
  private final Set<String> limits = new LinkedHashSet<>();
  private final OpenDecisions open = new OpenDecisions();
  private @Nullable SystemModel model;
  private boolean startsMatter;

  /** Whether schedules were left out that differ only in the order of events at different nodes. */
  private boolean reduced;

  private long schedules;
  private long redundant;
  private boolean complete;

  ScheduleSource(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
  }

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    while (!complete && pulse.goOn()) {
      ScheduleAdversary adversary =
          new ScheduleAdversary(plan.seed(), tree, strategy, plan.mix(), model());
      WorldRun run = WorldRun.explore(plan, plan.seed(), adversary);
      adversary.end(stoppedByAnEvent(run));
      if (adversary.reducing()) {
        reduced = true;
        tree.findRaces(adversary.leftAtEnd());
      }
      complete = !tree.advance();
      open.add(adversary.open());
      startsMatter |= run.startsMatter();
      limits.addAll(Untried.bySchedules(run.declared(), strategy, plan.mix()));
      limits.addAll(adversary.limits());
      afterHealing(run);
      if (adversary.redundant()) {
        redundant++;
      } else {
        schedules++;
        cutBy(run.result(), adversary.cut() ? 0 : run.waiting());
        return run;
      }
    }
    return null;
  }

  /** Whether the last event of the run ended it: by a violation, or because the program says so. */
  private static boolean stoppedByAnEvent(WorldRun run) {
    Violation violation = run.result().violation();
    return violation == null ? run.stopped() : violation.judged() == Violation.Judged.WHEN_SEEN;
  }

  private SystemModel model() {
    SystemModel known = model;
    if (known == null) {
      known = WorldRun.declaredBy(plan);
      model = known;
    }
    return known;
  }

  /** Once the world has healed, the model bounds delays, and time alone orders events. */
  private void afterHealing(WorldRun run) {
    if (run.healed() && run.declared().synchrony() instanceof Synchrony.PartiallySynchronous) {
      limits.add("after healing every message took the shortest time");
    }
  }

  private void cutBy(WorldResult result, int waiting) {
    if (waiting > 0 && result.violation() == null && result.inconclusive() == null) {
      limits.add("runs end after " + Durations.text(plan.duration()));
    }
    if (result.inconclusive() != null) {
      limits.add(result.inconclusive());
    }
  }

  @Override
  public Exploration exploration() {
    List<String> named = new ArrayList<>(limits);
    named.addAll(open.untried(startsMatter, plan.seed()));
    List<String> assumed = new ArrayList<>(open.assumptions(plan.seed()));
    if (reduced) {
      assumed.add("nodes share nothing but messages");
    }
    return new Exploration(schedules, redundant, 0, 0, complete, named, assumed);
  }
}
