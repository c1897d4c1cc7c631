package dev.faultline.explore.exhaustive;

import dev.faultline.core.LinkModel;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Durations;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Following;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exhaustive search over states: the first world is the search itself, the others are the
 * shortest paths to the states in which nothing is left to happen, for their outcomes and checks.
 */
public final class StateSource implements Source {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final StateReplays replays;
  private @Nullable StateAdversary search;

  /** Does the work where faults are open, or something happens that cannot be taken back. */
  private @Nullable ScheduleSource anew;

  /** Does the work where others search. */
  private @Nullable StateFrontier frontier;

  /** Does it where others keep the states, too. */
  private @Nullable StateLevels levels;

  /** How many of the states in which nothing is left to happen were come to once more. */
  private int judged;

  private boolean violated;
  private @Nullable SystemModel declared;
  private SearchedWorld shown = new SearchedWorld();

  public StateSource(CampaignPlan plan, Strategy.Exhaustive strategy) {
    this.plan = plan;
    this.strategy = strategy;
    this.replays = new StateReplays(plan, strategy);
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
    return ScheduleSource.name(firstSeed, index);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    StateFrontier others = searchedElsewhere();
    if (others != null || levels != null) {
      return others == null ? null : others.again(index);
    }
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
    StateGraph graph = adversary.graph();
    if (violated || index > graph.terminal().size()) {
      return null;
    }
    WorldRun run = replays.end(graph.tape(graph.terminal().get(index - 1), strategy.network()));
    judged++;
    return run;
  }

  private WorldRun search(Pulse pulse) {
    StateAdversary adversary = new StateAdversary(plan.seed(), strategy, pulse);
    search = adversary;
    WorldRun run = WorldRun.explore(plan, plan.seed(), adversary);
    declared = run.declared();
    shown = SearchedWorld.of(run, adversary);
    Violation violation = adversary.ended() ? null : run.result().violation();
    violated = violation != null;
    if (violation != null) {
      return replays.violation(adversary.tape(), violation.property());
    }
    String inconclusive = adversary.ended() ? null : run.result().inconclusive();
    if (inconclusive != null && adversary.graph().events() >= plan.maxEvents()) {
      inconclusive = tooMany(plan);
    }
    return run.withResult(
        shown.result(adversary.graph().totals(), adversary.nanos(), inconclusive));
  }

  /** Why a search is inconclusive that had no events left. */
  static String tooMany(CampaignPlan plan) {
    return "the search did not end within " + plan.maxEvents() + " events";
  }

  /**
   * @throws UsageException when the states cannot be told to other JVMs
   */
  @Override
  public Frontier frontier() {
    StateFrontier known = frontier;
    if (known == null) {
      requireNoFaults();
      known = StateFrontier.of(plan, strategy);
      frontier = known;
    }
    return known;
  }

  /**
   * @throws UsageException when the states cannot be told to other JVMs
   */
  @Override
  public Levels levels() {
    requireNoFaults();
    StateLevels all = new StateLevels(plan, strategy);
    levels = all;
    return all;
  }

  private void requireNoFaults() {
    if (faultsMatter()) {
      throw elsewhere(plan, "the model leaves faults open");
    }
  }

  /** What others have searched, as far as its worlds are known; null where there is none. */
  private @Nullable StateFrontier searchedElsewhere() {
    StateLevels all = levels;
    return all == null ? frontier : all.frontier();
  }

  /** A search that runs the world anew for each way to go on remembers in one JVM where it was. */
  static UsageException elsewhere(CampaignPlan plan, String why) {
    return new UsageException(
        "strategy "
            + plan.strategy().text()
            + ": "
            + why
            + ", so that the search runs the world anew for each way to go on, which only the local"
            + " engine does, with one job and without --resume; expected a program whose states can"
            + " be taken back, an option faults=0, or exhaustive");
  }

  /** One thread that goes back to states is faster than two that come to them from the start. */
  @Override
  public boolean atOnceHere() {
    return false;
  }

  @Override
  public List<Part> found() {
    StateFrontier others = searchedElsewhere();
    return others == null ? List.of() : others.found();
  }

  @Override
  public byte @Nullable [] progress(int worlds, List<Integer> told) {
    frontier();
    return Objects.requireNonNull(frontier).progress(worlds);
  }

  @Override
  public void resume(byte[] progress, Part total) {
    frontier = StateFrontier.from(plan, strategy, progress, total);
  }

  @Override
  public Following following(byte[] recipe) {
    return new StatePieces(plan, strategy, StateCodec.request(recipe));
  }

  @Override
  public @Nullable Exploration exploration() {
    if (anew != null) {
      return anew.exploration();
    }
    StateLevels all = levels;
    if (all != null) {
      return all.exploration();
    }
    StateFrontier others = frontier;
    if (others != null) {
      return others.exploration();
    }
    StateAdversary adversary = search;
    SystemModel model = declared;
    return adversary == null
        ? null
        : exploration(
            plan, strategy, model, shown, adversary.graph().totals(), adversary.complete(), judged);
  }

  /**
   * How far a search came.
   *
   * @param complete whether there was nothing left to try
   * @param judged how many of the ends of runs were come to once more
   */
  static Exploration exploration(
      CampaignPlan plan,
      Strategy.Exhaustive strategy,
      @Nullable SystemModel model,
      SearchedWorld shown,
      StateTotals graph,
      boolean complete,
      int judged) {
    List<String> limits =
        new ArrayList<>(model == null ? List.of() : Untried.byStates(model, strategy));
    if (shown.pastEnd()) {
      limits.add("runs end after " + Durations.text(plan.duration()));
    }
    boolean judgedAtEnd = shown.judgedAtEnd();
    if (judgedAtEnd && (strategy.network() == EventOrder.MESSAGE_SET || graph.goesRound())) {
      limits.add("runs that may go on for ever were not checked at their ends");
    }
    if (graph.cut()) {
      limits.add("states more than " + strategy.depth() + " events away were not explored");
    }
    long ends = graph.ends();
    boolean endsJudged = !judgedAtEnd || judged == ends;
    if (!endsJudged) {
      limits.add(
          "only " + judged + " of " + ends + " ends of runs were checked: allow more worlds");
    }
    limits.addAll(shown.open().untried(shown.startsMatter(), plan.seed()));
    List<String> assumed = new ArrayList<>(shown.open().assumptions(plan.seed()));
    if (judgedAtEnd) {
      assumed.add(OpenDecisions.RUNS_COME_TO_REST);
    }
    assumed.addAll(OpenDecisions.OF_STATES);
    return new Exploration(
        0,
        0,
        graph.states(),
        graph.transitions(),
        complete && endsJudged,
        limits,
        assumed,
        List.of());
  }
}
