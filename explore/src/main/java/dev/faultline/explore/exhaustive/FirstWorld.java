package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Ending;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.exhaustive.StateCodec.Expand;
import dev.faultline.explore.exhaustive.StatePieces.Expanded;
import dev.faultline.explore.exhaustive.StateProgress.Violated;
import dev.faultline.explore.tape.Tape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first world of a search over states, which is the search itself, where others search. */
final class FirstWorld {
  private FirstWorld() {}

  /** Looks at the state at which the search begins. */
  static Expanded beginning(CampaignPlan plan, Strategy.Exhaustive strategy) {
    Expand nothing = new Expand(Long.MAX_VALUE, List.of(), new long[0]);
    return StatePieces.expand(plan, strategy, nothing, () -> true);
  }

  /** The first world where it comes to that: the shortest way to a violation. */
  static Part violation(
      CampaignPlan plan, Strategy.Exhaustive strategy, long prologue, Violated found) {
    Part part = new Part(0);
    Ending ending;
    try {
      Tape tape = StateGraph.tape(prologue, found.path(), strategy.network());
      WorldRun run = new StateReplays(plan, strategy).violation(tape, found.property());
      ending = new Ending.Ran(run, false, null, Set.of());
    } catch (UsageException e) {
      ending = new Ending.Failed(e);
    }
    part.add(ending, plan.all());
    return part;
  }

  /** The first world where nothing is violated. */
  static Part searched(
      CampaignPlan plan,
      Expanded beginning,
      SearchedWorld shown,
      StateTotals totals,
      @Nullable String inconclusive) {
    Part part = new Part(0);
    WorldRun run =
        beginning.run().withResult(shown.result(totals, beginning.nanos(), inconclusive));
    part.add(new Ending.Ran(run, false, null, Set.of()), plan.all());
    return part;
  }
}
