package dev.faultline.explore.campaign;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.util.ArrayList;
import java.util.List;

/**
 * The schedule of a run as lines: what happened, and in which order, without what only followed.
 */
public final class Schedules {
  private static final int LONGEST = 400;

  private Schedules() {}

  public static List<String> of(CampaignPlan plan, WorldRun run) {
    List<String> lines = new ArrayList<>();
    Tracer tracer =
        event -> {
          if (matters(event) && lines.size() < LONGEST) {
            lines.add(TraceText.of(event));
          }
        };
    WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), plan.duration(), tracer);
    return lines;
  }

  private static boolean matters(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Delivered e -> true;
      case TraceEvent.TimerFired e -> true;
      case TraceEvent.ThreadRan e -> true;
      case TraceEvent.Lost e -> true;
      case TraceEvent.FaultBegan e -> true;
      case TraceEvent.FaultEnded e -> true;
      case TraceEvent.Healed e -> true;
      case TraceEvent.Remarked e -> true;
      case TraceEvent.Violated e -> true;
      case TraceEvent.Started e -> e.incarnation() > 1;
      case TraceEvent.Crashed e -> false;
      case TraceEvent.Sent e -> false;
      case TraceEvent.Duplicated e -> true;
      case TraceEvent.Signalled e -> false;
      case TraceEvent.Described e -> false;
      case TraceEvent.Invoked e -> false;
      case TraceEvent.Completed e -> false;
    };
  }
}
