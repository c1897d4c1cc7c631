package dev.faultline.chaos.plan;

import dev.faultline.core.plan.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A fault plan: what runs, what is done to it and when, and what has to hold.
 *
 * @param name to which found targets have to opt in
 * @param folder to which files and commands are relative
 * @param seed of all random choices; drawn if there is none
 * @param limit how many targets may be under faults at once
 * @param proxies that the plan puts between processes
 * @param load a command of the shell that drives the system
 * @param steady has to be true before the first fault
 * @param stop ends the plan as soon as one is true, or cannot be asked
 * @param quiet how long the system may take to settle, and when it has
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
   * The part of it that is the same on every ground, such as in a simulated world: who its targets
   * are there, and what drives them, is said there; a phase's {@code until} only shortens it.
   *
   * @throws PlanException with every thing that only real processes have, and its place
   */
  public FaultPlan onAnyGround() {
    return new OnAnyGround(this).plan();
  }
}
