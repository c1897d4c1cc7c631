package dev.faultline.chaos.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A time with some faults.
 *
 * @param duration how long at most
 * @param until when it is over before
 * @param faults begin with it, and are over with it
 */
public record Phase(
    Place place, String name, Duration duration, Optional<Probe> until, List<PlanFault> faults) {
  public Phase {
    faults = List.copyOf(faults);
  }
}
