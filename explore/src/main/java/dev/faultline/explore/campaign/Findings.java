package dev.faultline.explore.campaign;

import dev.faultline.explore.Finding;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes a finding of a run that violated a property. */
public final class Findings {
  private Findings() {}

  /**
   * Runs the world again from its tape, for its events, or returns null when it does not come out
   * the same.
   */
  public static @Nullable Finding of(CampaignPlan plan, WorldRun run, Duration until) {
    LastEvents last = new LastEvents();
    WorldRun again = WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), until, last);
    Violation violation = again.result().violation();
    if (violation == null || again.result().traceHash() != run.result().traceHash()) {
      return null;
    }
    return finding(plan, run, until, violation, again.result().events(), last);
  }

  /**
   * The finding of a run that cannot be run again, for example because the memory does not suffice:
   * without its faults and its last events.
   */
  public static Finding unreplayed(
      CampaignPlan plan, WorldRun run, Violation violation, Duration until) {
    return finding(plan, run, until, violation, run.result().events(), new LastEvents());
  }

  private static Finding finding(
      CampaignPlan plan,
      WorldRun run,
      Duration until,
      Violation violation,
      long events,
      LastEvents last) {
    ReplayFile replay =
        new ReplayFile(
            Version.text(),
            plan.target(),
            plan.settings().given(),
            run.seed(),
            plan.duration(),
            until,
            run.model(),
            run.rates(),
            violation.property(),
            run.result().traceHash(),
            run.nodes(),
            run.tape());
    return new Finding(
        violation,
        run.seed(),
        run.result().traceHash(),
        events,
        last.faults(),
        smallFaults(run.tape()),
        last.events(),
        replay);
  }

  public static long smallFaults(Tape tape) {
    return tape.departures().stream().filter(Findings::smallFault).count();
  }

  private static boolean smallFault(Departure departure) {
    return departure instanceof Departure.Struck(var kind, var subject, var ordinal)
        && kind.role() == Decision.Role.MESSAGE;
  }
}
