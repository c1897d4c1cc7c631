package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A time with some faults.
 *
 * @param duration how long at most
 * @param until when it is over before
 * @param faults begin with it, and are over with it
 * @param commands of the shell, run one after the other when the faults have begun, such as a
 *     promotion by hand; each has to end with 0
 */
public record Phase(
    Place place,
    String name,
    Duration duration,
    Optional<Probe> until,
    List<PlanFault> faults,
    List<Probe> commands) {
  public Phase {
    faults = List.copyOf(faults);
    commands = List.copyOf(commands);
  }
}
