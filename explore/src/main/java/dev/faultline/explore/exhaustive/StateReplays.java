package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.FaultRates;
import java.util.List;

/** Comes once more, from the start, to what a search over states saw. */
record StateReplays(CampaignPlan plan, Strategy.Exhaustive strategy) {
  /** Runs the world to a state in which nothing is left to happen. */
  WorldRun end(Tape tape) {
    WorldRun run = replay(tape);
    // The last departure ends a run in which something is left to happen.
    List<Departure> path = tape.departures().subList(0, tape.departures().size() - 1);
    if (run.result().violation() == null && !run.tape().departures().equals(path)) {
      throw otherwise("a state in which nothing more can happen");
    }
    return run;
  }

  /** Runs the world to the violation of that property. */
  WorldRun violation(Tape tape, String property) {
    WorldRun run = replay(tape);
    if (run.result().violation() == null) {
      throw otherwise("a violation of '" + property + "'");
    }
    return run;
  }

  private WorldRun replay(Tape tape) {
    return WorldRun.replay(plan, plan.seed(), FaultRates.NONE, tape, plan.duration(), null);
  }

  static UsageException otherwise(String seen) {
    return new UsageException(
        "exhaustive:states: the search saw "
            + seen
            + ", but its replay does not: a property or a node remembers something that is in no"
            + " state, or the program is not deterministic; let properties read only the states of"
            + " nodes, or search over schedules");
  }
}
