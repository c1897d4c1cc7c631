package dev.faultline.chaos.plan;

import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts and restarts targets, and waits until they are ready. */
final class Starts {
  private final Targets targets;
  private final Processes processes;
  private final Probes probes;
  private final Watch watch;
  private final Consumer<String> say;

  Starts(Targets targets, Processes processes, Probes probes, Watch watch, Consumer<String> say) {
    this.targets = targets;
    this.processes = processes;
    this.probes = probes;
    this.watch = watch;
    this.say = say;
  }

  /**
   * Starts a target, and waits until it is ready.
   *
   * @param again whether a fault ended the target; if it then does not come back, that is a failure
   *     of the system
   */
  void start(Target target, Target.Started how, boolean again) throws Halt {
    requireSilent(target, how);
    targets.start(target, how);
    say.accept("start " + target.name());
    Outcome worse = again ? Outcome.VIOLATED : Outcome.UNDECIDED;
    String when = again ? ", started again after its fault" : "";
    long deadline = System.nanoTime() + how.within().toNanos();
    while (true) {
      boolean ready = how.ready().isEmpty() || probes.holds(how.ready().get());
      // Checked after the question: a target that has ended did not answer, so another process did.
      Optional<String> ended = processes.ended(target.name());
      if (ended.isPresent()) {
        throw new Halt(worse, ended.get() + when);
      }
      if (ready) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new Halt(
            worse, "'%s' is not ready within %s%s".formatted(target.name(), how.within(), when));
      }
      if (again) {
        watch.look(false);
      } else {
        watch.requireGoingOn();
      }
      watch.pause(Watch.BETWEEN_PROBES);
    }
  }

  /**
   * Requires that no process answers for a target that is not running: such a process would not be
   * the one that the plan strikes.
   */
  void requireSilent(Target target, Target.Started how) throws Halt {
    if (how.ready().isPresent() && probes.holds(how.ready().get())) {
      throw new Halt(
          Outcome.UNDECIDED,
          "'%s' is not running, but '%s' holds: another process answers, or the probe asks something else"
              .formatted(target.name(), how.ready().get().name()));
    }
  }
}
