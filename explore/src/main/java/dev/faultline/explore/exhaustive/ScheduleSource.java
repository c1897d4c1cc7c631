package dev.faultline.explore.exhaustive;

import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exhaustive search over schedules: each world is one path through the tree of all. */
public final class ScheduleSource implements Source {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private ScheduleTree tree = new ScheduleTree();

  /** Null where each schedule counts. */
  private @Nullable SeenStates seen;

  private long transitions;
  private boolean judgedAtEnd;
  private final Set<String> limits = new LinkedHashSet<>();
  private final OpenDecisions open = new OpenDecisions();
  private @Nullable SystemModel model;
  private boolean startsMatter;

  /** Whether schedules were left out that differ only in the order of events at different nodes. */
  private boolean reduced;

  private long schedules;
  private long redundant;
  private boolean complete;

  public ScheduleSource(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
    this.seen = strategy.states() ? new SeenStates(false) : null;
  }

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public String world(long firstSeed, int index) {
    return "world %d of the search with seed %d".formatted(index + 1, firstSeed);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    while (!complete && pulse.goOn()) {
      ScheduleAdversary adversary =
          new ScheduleAdversary(plan.seed(), tree, strategy, plan.mix(), model(), seen);
      WorldRun run = WorldRun.explore(plan, plan.seed(), adversary);
      if (seen != null && seen.tookTooManyForOne()) {
        // From the start, with what the program can tell apart.
        seen = new SeenStates(true);
        tree = new ScheduleTree();
        transitions = 0;
        continue;
      }
      transitions += adversary.transitions();
      if (adversary.cut() && seen != null) {
        seen.cut();
      }
      judgedAtEnd |= run.judgedAtEnd();
      if (adversary.pastEnd() && seen != null) {
        limits.add("runs end after " + Durations.text(plan.duration()));
      }
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
    SeenStates states = seen;
    if (states != null) {
      if (judgedAtEnd && (strategy.network() == EventOrder.MESSAGE_SET || states.goesRound())) {
        named.add("runs that need not come to rest were not judged at their ends");
      }
      assumed.addAll(OpenDecisions.OF_STATES);
      return new Exploration(0, 0, states.size(), transitions, complete, named, assumed, List.of());
    }
    if (reduced) {
      assumed.add("nodes share nothing but messages");
    }
    return new Exploration(schedules, redundant, 0, 0, complete, named, assumed, List.of());
  }
}
