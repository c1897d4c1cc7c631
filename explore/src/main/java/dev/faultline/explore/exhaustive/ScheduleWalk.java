package dev.faultline.explore.exhaustive;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a tree of schedules, or a subtree, one run after the other, and counts. Used by one
 * thread; others that hold its monitor may look at the counts.
 */
final class ScheduleWalk {
  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final SystemModel model;
  private final ScheduleCount count = new ScheduleCount();
  private ScheduleTree tree;

  /** Null where each schedule counts. */
  private @Nullable SeenStates seen;

  private long transitions;
  private boolean complete;
  private List<Outline> toldPath = List.of();

  ScheduleWalk(
      CampaignPlan plan, Strategy.Exhaustive strategy, SystemModel model, ScheduleTree tree) {
    this.plan = plan;
    this.strategy = strategy;
    this.model = model;
    this.tree = tree;
    this.seen = strategy.states() ? new SeenStates(false) : null;
  }

  /** Whether there is nothing left to try. */
  boolean complete() {
    return complete;
  }

  ScheduleCount count() {
    return count;
  }

  ScheduleTree tree() {
    return tree;
  }

  /** The path of the last run that was to be told of. */
  List<Outline> toldPath() {
    return toldPath;
  }

  /**
   * Makes the next run.
   *
   * @param told whether somebody will want to make that run again, by its path
   * @return null where it was given up, because an equivalent one has been made
   */
  @Nullable WorldRun step(Predicate<WorldRun> told) {
    ScheduleAdversary adversary =
        new ScheduleAdversary(plan.seed(), tree, strategy, plan.mix(), model, seen);
    WorldRun run = WorldRun.explore(plan, plan.seed(), adversary);
    synchronized (this) {
      return counted(adversary, run, told);
    }
  }

  private @Nullable WorldRun counted(
      ScheduleAdversary adversary, WorldRun run, Predicate<WorldRun> told) {
    SeenStates states = seen;
    if (states != null) {
      if (states.tookTooManyForOne()) {
        // From the start, with what the program can tell apart.
        seen = new SeenStates(true);
        tree = new ScheduleTree();
        transitions = 0;
        return null;
      }
      if (adversary.cut()) {
        states.cut();
      }
      if (adversary.pastEnd()) {
        count.endsAfter(plan);
      }
    }
    transitions += adversary.transitions();
    adversary.end(stoppedByAnEvent(run));
    if (adversary.reducing()) {
      tree.findRaces(adversary.leftAtEnd());
    }
    count.add(plan, strategy, adversary, run);
    if (!adversary.redundant() && told.test(run)) {
      toldPath = tree.outline();
    }
    complete = !tree.advance();
    return adversary.redundant() ? null : run;
  }

  /** Whether the last event of the run ended it: by a violation, or because the program says so. */
  private static boolean stoppedByAnEvent(WorldRun run) {
    Violation violation = run.result().violation();
    return violation == null ? run.stopped() : violation.judged() == Violation.Judged.WHEN_SEEN;
  }

  /** How far it came. */
  Exploration exploration() {
    SeenStates states = seen;
    if (states == null) {
      return count.exploration(plan.seed(), complete);
    }
    List<String> named = new ArrayList<>(count.limits(plan.seed()));
    if (count.judgedAtEnd()
        && (strategy.network() == EventOrder.MESSAGE_SET || states.goesRound())) {
      named.add("runs that may go on for ever were not checked at their ends");
    }
    List<String> assumed = count.assumptions(plan.seed());
    assumed.addAll(OpenDecisions.OF_STATES);
    return new Exploration(0, 0, states.size(), transitions, complete, named, assumed, List.of());
  }
}
