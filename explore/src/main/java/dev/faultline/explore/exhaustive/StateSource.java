package dev.faultline.explore.exhaustive;

import dev.faultline.core.LinkModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exhaustive search over states: the first world is the search itself, the others are the
 * shortest paths to the states in which nothing is left to happen, for their outcomes and checks.
 */
public final class StateSource implements Source {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private @Nullable StateAdversary search;

  /** Does the work where faults are open, or something happens that cannot be taken back. */
  private @Nullable ScheduleSource anew;

  /** How many of the states in which nothing is left to happen were come to once more. */
  private int judged;

  private boolean violated;
  private @Nullable SystemModel declared;

  private boolean startsMatter;

  private boolean judgedAtEnd;

  /** Whether the search came past the time at which the world heals. */
  private boolean healed;

  public StateSource(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
  }

  /**
   * Whether the model leaves faults open that a search over states tries. Then it runs the world
   * anew for each way to go on; without faults it takes the nodes back, which is much faster.
   */
  private boolean faultsMatter() {
    SystemModel model = WorldRun.declaredBy(plan);
    LinkModel links = model.links();
    boolean each = strategy.network() == EventOrder.PENDING_SET;
    boolean messages = links.corruption() || each && (links.loss() || links.duplication());
    return strategy.faults() != 0 && (messages || model.failures().maxFaulty() > 0);
  }

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public boolean comparable(int index) {
    return index > 0 || anew != null;
  }

  @Override
  public String world(long firstSeed, int index) {
    return "world %d of the search with seed %d".formatted(index + 1, firstSeed);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    if (index == 0 && faultsMatter()) {
      anew = new ScheduleSource(plan, strategy);
    }
    if (anew != null) {
      return anew.run(index, pulse);
    }
    StateAdversary adversary = search;
    if (adversary == null) {
      try {
        return search(pulse);
      } catch (ModelException e) {
        // It cannot be taken back, but perhaps come to again.
        ScheduleSource other = new ScheduleSource(plan, strategy);
        anew = other;
        return other.run(index, pulse);
      }
    }
    if (violated || index > adversary.terminal().size()) {
      return null;
    }
    return judge(adversary, adversary.tapeTo(adversary.terminal().get(index - 1)));
  }

  private WorldRun search(Pulse pulse) {
    StateAdversary adversary = new StateAdversary(plan.seed(), strategy, pulse);
    search = adversary;
    WorldRun run = WorldRun.explore(plan, plan.seed(), adversary);
    declared = run.declared();
    healed = run.healed() && run.declared().synchrony() instanceof Synchrony.PartiallySynchronous;
    startsMatter = run.startsMatter();
    judgedAtEnd = run.judgedAtEnd();
    WorldResult result = run.result();
    Violation violation = adversary.ended() ? null : result.violation();
    violated = violation != null;
    if (violation != null) {
      WorldRun again = replay(adversary, adversary.tape());
      if (again.result().violation() == null) {
        throw otherwise("a violation of '" + violation.property() + "'");
      }
      return again;
    }
    // What checks say about the state at which the search happened to end means nothing.
    return run.withResult(
        new WorldResult(
            null,
            adversary.ended() ? null : result.inconclusive(),
            result.nanos(),
            result.events(),
            result.traceHash(),
            result.reached(),
            List.of(),
            result.unhashed(),
            result.outliving(),
            result.real(),
            result.deadlocks(),
            List.of(),
            result.chances(),
            result.byHand()));
  }

  /** Runs the world to a state in which nothing is left to happen. */
  private WorldRun judge(StateAdversary adversary, Tape tape) {
    WorldRun run = replay(adversary, tape);
    // The last departure ends a run in which something is left to happen.
    List<Departure> path = tape.departures().subList(0, tape.departures().size() - 1);
    if (run.result().violation() == null && !run.tape().departures().equals(path)) {
      throw otherwise("a state in which nothing more can happen");
    }
    judged++;
    return run;
  }

  private static UsageException otherwise(String seen) {
    return new UsageException(
        "exhaustive:states: the search saw "
            + seen
            + ", but its replay does not: a property or a node remembers something that is in no"
            + " state, or the program is not deterministic; let properties read only the states of"
            + " nodes, or search over schedules");
  }

  private WorldRun replay(StateAdversary adversary, Tape tape) {
    return WorldRun.replay(plan, plan.seed(), adversary.rates(), tape, plan.duration(), null);
  }

  @Override
  public @Nullable Exploration exploration() {
    if (anew != null) {
      return anew.exploration();
    }
    StateAdversary adversary = search;
    if (adversary == null) {
      return null;
    }
    SystemModel model = declared;
    List<String> limits =
        new ArrayList<>(model == null ? List.of() : Untried.byStates(model, strategy));
    if (healed) {
      limits.add("after healing every message took the shortest delay");
    }
    if (adversary.pastEnd()) {
      limits.add("runs end after " + Durations.text(plan.duration()));
    }
    if (judgedAtEnd && (strategy.network() == EventOrder.MESSAGE_SET || adversary.goesRound())) {
      limits.add("runs that may go on for ever were not checked at their ends");
    }
    if (adversary.cut()) {
      limits.add("states more than " + strategy.depth() + " events away were not explored");
    }
    int ends = adversary.terminal().size();
    boolean endsJudged = !judgedAtEnd || judged == ends;
    if (!endsJudged) {
      limits.add(
          "only " + judged + " of " + ends + " ends of runs were checked: allow more worlds");
    }
    limits.addAll(adversary.open().untried(startsMatter, plan.seed()));
    List<String> assumed = new ArrayList<>(adversary.open().assumptions(plan.seed()));
    if (judgedAtEnd) {
      assumed.add(OpenDecisions.RUNS_COME_TO_REST);
    }
    assumed.addAll(OpenDecisions.OF_STATES);
    return new Exploration(
        0,
        0,
        adversary.states(),
        adversary.transitions(),
        adversary.complete() && endsJudged,
        limits,
        assumed,
        List.of());
  }
}
