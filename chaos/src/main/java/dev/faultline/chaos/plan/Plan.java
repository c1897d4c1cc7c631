package dev.faultline.chaos.plan;

import dev.faultline.core.plan.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A fault plan: the system that runs, the faults and their times, and the checks that must hold.
 *
 * @param name the plan's name, to which targets that already run must opt in
 * @param folder the folder to which files and commands are relative
 * @param seed the seed of all random choices; drawn if absent
 * @param limit how many targets may be under faults at once
 * @param proxies the proxies that the plan puts between processes
 * @param load a shell command that drives the system
 * @param steady probes that must be true before the first fault
 * @param stop stop conditions: the plan ends as soon as one is true or cannot be asked
 * @param quiet how long the system may take to settle, and the probes that show that it has
 */
public record Plan(
    String name,
    Path folder,
    OptionalLong seed,
    int limit,
    List<Target> targets,
    List<PlanProxy> proxies,
    Optional<String> load,
    List<Probe> steady,
    List<Probe> stop,
    List<Phase> phases,
    Quiet quiet,
    List<FinalCheck> checks) {
  /** The time after the last fault, before the checks. */
  public record Quiet(Duration limit, List<Probe> until) {
    public Quiet {
      until = List.copyOf(until);
    }
  }

  public Plan {
    targets = List.copyOf(targets);
    proxies = List.copyOf(proxies);
    steady = List.copyOf(steady);
    stop = List.copyOf(stop);
    phases = List.copyOf(phases);
    checks = List.copyOf(checks);
  }

  /**
   * Returns the part of the plan that is the same everywhere, such as in a simulated world. The
   * simulation defines its own targets and their load. A phase's {@code until} is left out, since
   * it only shortens the phase.
   *
   * @throws PlanException if the plan uses features that only real processes have; the message
   *     names each one and its place
   */
  public FaultPlan onAnyGround() {
    return new OnAnyGround(this).plan();
  }
}
