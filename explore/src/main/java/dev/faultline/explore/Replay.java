package dev.faultline.explore;

import dev.faultline.sim.TraceEvent;
import dev.faultline.sim.Tracer;
import dev.faultline.sim.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that was brought back.
 *
 * @param violation that was seen this time, or null
 * @param traceHash of this time
 * @param reproduced whether the same property was violated and the trace hash is the same
 */
public record Replay(@Nullable Violation violation, long traceHash, boolean reproduced) {
  /** All events of a run that a campaign of this plan found, in order. */
  public static List<TraceEvent> events(CampaignPlan plan, ReplayFile file) {
    List<TraceEvent> events = new ArrayList<>();
    WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), events::add);
    return events;
  }

  /**
   * Runs a replay file.
   *
   * @param scenario that the file names
   * @param tracer hears all events, or null
   * @throws UsageException when the file's settings do not fit the scenario
   */
  public static Replay of(ReplayFile file, Scenario scenario, @Nullable Tracer tracer) {
    Settings settings = new Settings(scenario.settings(), file.settings());
    CampaignPlan plan =
        CampaignPlan.of(scenario, settings, file.seed()).withDuration(file.duration());
    WorldRun run =
        WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), tracer);
    Violation violation = run.result().violation();
    boolean reproduced =
        violation != null
            && violation.property().equals(file.property())
            && run.result().traceHash() == file.traceHash();
    return new Replay(violation, run.result().traceHash(), reproduced);
  }
}
