package dev.faultline.explore;

import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.util.List;

/**
 * A violation that a campaign found, with what is needed to understand it and to bring it back.
 *
 * @param violation what was violated, and when
 * @param seed of the world
 * @param traceHash of the world
 * @param events how many events the world took
 * @param faults that struck, in order
 * @param smallFaults how many single messages were lost, duplicated or corrupted by chance
 * @param lastEvents before the violation, oldest first
 * @param replay brings the run back
 */
public record Finding(
    Violation violation,
    long seed,
    long traceHash,
    long events,
    List<TraceEvent.FaultBegan> faults,
    long smallFaults,
    List<TraceEvent> lastEvents,
    ReplayFile replay) {
  /**
   * The same with a replay file that expects what came out: the file that brought it back may
   * expect another run.
   */
  public Finding asItCameOut() {
    ReplayFile came =
        new ReplayFile(
            replay.version(),
            replay.target(),
            replay.settings(),
            replay.seed(),
            replay.duration(),
            replay.until(),
            replay.model(),
            replay.rates(),
            violation.property(),
            traceHash,
            replay.nodes(),
            replay.tape());
    return new Finding(violation, seed, traceHash, events, faults, smallFaults, lastEvents, came);
  }
}
