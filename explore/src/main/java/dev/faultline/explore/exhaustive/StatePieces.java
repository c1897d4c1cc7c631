package dev.faultline.explore.exhaustive;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.exhaustive.StateCodec.Answer;
import dev.faultline.explore.exhaustive.StateCodec.Expand;
import dev.faultline.explore.exhaustive.StateCodec.Judge;
import dev.faultline.explore.search.Following;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.Violation;
import org.jspecify.annotations.Nullable;

/** A piece of a search over states, in a JVM or a thread that knows nothing of the rest. */
final class StatePieces implements Following {
  private static final byte[] NOTHING = {};

  private final CampaignPlan plan;
  private final Strategy.Exhaustive strategy;
  private final StateCodec.Request request;
  private int first = -1;
  private volatile byte[] shown = NOTHING;

  StatePieces(CampaignPlan plan, Strategy.Exhaustive strategy, StateCodec.Request request) {
    this.plan = plan;
    this.strategy = strategy;
    this.request = request;
  }

  /**
   * What came of looking at states, and the world in which that happened.
   *
   * @param prologue how many events came before the search began
   * @param nanos the simulated time at which it began
   */
  record Expanded(WorldRun run, Answer answer, long prologue, long nanos) {}

  @Override
  public boolean parallel() {
    return false;
  }

  @Override
  public String world(long firstSeed, int index) {
    return ScheduleSource.name(firstSeed, index);
  }

  @Override
  public @Nullable WorldRun run(int index, Pulse pulse) {
    first = first < 0 ? index : first;
    return switch (request) {
      case Expand expand -> {
        shown = StateCodec.bytes(expand(plan, strategy, expand, pulse).answer());
        yield null;
      }
      case Judge(var prologue, var paths) when index - first < paths.size() ->
          new StateReplays(plan, strategy)
              .end(StateGraph.tape(prologue, paths.get(index - first), strategy.network()));
      case Judge all -> null;
    };
  }

  /** Looks at states. */
  static Expanded expand(
      CampaignPlan plan, Strategy.Exhaustive strategy, Expand request, Pulse pulse) {
    StateExpander expander = new StateExpander(plan.seed(), strategy, pulse, request);
    WorldRun run;
    try {
      // The ways there are no events of the search.
      run = WorldRun.explore(plan.withMaxEvents(Long.MAX_VALUE), plan.seed(), expander);
    } catch (ModelException e) {
      throw StateSource.elsewhere(plan, String.valueOf(e.getMessage()));
    }
    // What stops the world before the search begins is no state that others saw.
    if (expander.lost() && !request.paths().isEmpty()) {
      throw StateReplays.otherwise("a state");
    }
    Answer answer =
        expander.answer(expander.ended() ? null : stop(run), SearchedWorld.of(run, expander));
    return new Expanded(run, answer, expander.prologue(), expander.nanos());
  }

  private static StateCodec.@Nullable Stop stop(WorldRun run) {
    Violation violation = run.result().violation();
    String inconclusive = run.result().inconclusive();
    if (violation != null) {
      return new StateCodec.Stop(violation.property(), "");
    }
    return new StateCodec.Stop(null, inconclusive == null ? "" : inconclusive);
  }

  /** Nothing where it was not over. */
  @Override
  public byte[] shown() {
    return shown;
  }
}
