package dev.faultline.explore;

import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything that reproduces a run: the program and its settings, the seed, the decisions that
 * differ from their defaults, and the result. Written and read by {@link ReplayText}.
 *
 * @param version of Faultline that wrote it
 * @param target the scenario's name or class
 * @param settings that were given for it
 * @param seed of the world
 * @param duration of simulated time
 * @param until simulated time at which the run is cut short
 * @param model for people; the program declares it anew
 * @param rates of the adversary
 * @param property that was violated
 * @param traceHash of the run
 * @param nodes all nodes, in order
 * @param tape of the decisions
 */
public record ReplayFile(
    String version,
    String target,
    SortedMap<String, String> settings,
    long seed,
    Duration duration,
    Duration until,
    String model,
    FaultRates rates,
    String property,
    long traceHash,
    List<String> nodes,
    Tape tape) {
  /** The version of the format. */
  public static final int FORMAT = 1;

  public ReplayFile {
    nodes = List.copyOf(nodes);
  }
}
