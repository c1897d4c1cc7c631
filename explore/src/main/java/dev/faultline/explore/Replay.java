package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Findings;
import dev.faultline.explore.campaign.LastEvents;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a replay.
 *
 * @param result how the world went this time
 * @param finding the violation of this run, or null if there was none
 * @param reproduced whether the same property was violated and the trace hash is the same
 * @param misfit why the file no longer fits the program, or null: the nodes or the system model
 *     have changed, or the file lists faults that can no longer be applied. The run then proves
 *     nothing about the finding
 */
public record Replay(
    WorldResult result, @Nullable Finding finding, boolean reproduced, @Nullable String misfit) {
  /** All events of a run that a campaign of this plan found, in order. */
  public static List<TraceEvent> events(CampaignPlan plan, ReplayFile file) {
    List<TraceEvent> events = new ArrayList<>();
    trace(plan, file, events::add);
    return events;
  }

  /** The same for a tracer that hears them one by one. */
  public static void trace(CampaignPlan plan, ReplayFile file, Tracer tracer) {
    WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), tracer);
  }

  /**
   * Runs a replay file.
   *
   * @param scenario that the file names
   * @param tracer hears all events, or null
   * @throws UsageException when the file's settings do not fit the scenario, or the scenario cannot
   *     set its world up
   * @throws CampaignFailure when Faultline itself fails
   */
  public static Replay of(ReplayFile file, Scenario scenario, @Nullable Tracer tracer) {
    CampaignPlan plan = plan(file, scenario);
    LastEvents last = new LastEvents();
    WorldRun run = run(plan, file, tracer == null ? last : both(last, tracer));
    WorldResult result = run.result();
    String misfit = misfit(file, run);
    Violation violation = result.violation();
    if (violation == null) {
      return new Replay(result, null, false, misfit);
    }
    Finding finding =
        new Finding(
            violation,
            file.seed(),
            result.traceHash(),
            result.events(),
            last.faults(),
            Findings.smallFaults(file.tape()),
            last.events(),
            file);
    return new Replay(
        result,
        finding,
        violation.property().equals(file.property()) && result.traceHash() == file.traceHash(),
        misfit);
  }

  /**
   * The plan of a campaign that finds nothing but the run of a replay file.
   *
   * @throws UsageException when the file's settings do not fit the scenario
   */
  public static CampaignPlan plan(ReplayFile file, Scenario scenario) {
    Settings settings = new Settings(scenario.settings(), file.settings());
    return CampaignPlan.of(scenario, settings, file.seed()).withDuration(file.duration());
  }

  private static Tracer both(Tracer first, Tracer second) {
    return event -> {
      first.on(event);
      second.on(event);
    };
  }

  private static @Nullable String misfit(ReplayFile file, WorldRun run) {
    if (!run.nodes().equals(file.nodes())) {
      return "it was recorded with the nodes "
          + file.nodes()
          + ", but the program has "
          + run.nodes();
    }
    if (!run.model().equals(file.model())) {
      return "it was recorded with the model "
          + file.model()
          + ", but the program has "
          + run.model();
    }
    int decisions = file.tape().departures().size();
    int applied = run.tape().departures().size();
    return applied == decisions
        ? null
        : "only "
            + applied
            + " of its "
            + decisions
            + " decisions could be applied, so this is not the recorded run";
  }

  private static WorldRun run(CampaignPlan plan, ReplayFile file, Tracer tracer) {
    try {
      return WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), tracer);
    } catch (ModelException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (UsageException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new CampaignFailure("the world of seed " + file.seed(), e);
    }
  }
}
