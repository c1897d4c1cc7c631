package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A period with a set of faults.
 *
 * @param duration the longest time that the phase lasts
 * @param until probes that end the phase early
 * @param faults faults that begin and end with the phase
 * @param commands shell commands that run one after the other once the faults have begun, such as a
 *     manual promotion; each must exit with 0
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
