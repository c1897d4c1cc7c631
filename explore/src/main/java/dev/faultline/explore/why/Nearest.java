package dev.faultline.explore.why;

import dev.faultline.sim.trace.TraceEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is as this one up to a moment, and in which the property holds: this one without one
 * of its faults, the one that parts from it last.
 *
 * @param without the number of the fault that it does without
 * @param difference this run first, then the one that holds
 */
public record Nearest(int without, Difference difference) {
  /** So many of the faults are tried: each costs a run whose events are all kept. */
  private static final int MOST_TRIED = 6;

  /** The nearest of the runs that hold, or null where there is none. */
  static @Nullable Nearest find(Trials trials, List<Necessity> faults) {
    Nearest nearest = null;
    int tried = 0;
    for (Necessity fault : faults.reversed()) {
      boolean saves = fault.without() instanceof Outcome.Holds;
      if (!saves || tried++ >= MOST_TRIED || trials.exhausted()) {
        continue;
      }
      List<TraceEvent> other = trials.events(trials.without(fault.fault().departure()));
      Difference found =
          other == null
              ? null
              : Difference.of(trials.events, other, trials.finding.violation().nanos());
      if (found != null
          && (nearest == null || found.partsNanos() > nearest.difference().partsNanos())) {
        nearest = new Nearest(fault.fault().number(), found);
      }
    }
    return nearest;
  }
}
