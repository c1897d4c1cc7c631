package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessException;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.undo.Strikes;
import java.io.IOException;
import java.util.Optional;

/** Faults that this machine, or the processes that a plan has found, cannot have. */
final class Unsupported {
  private Unsupported() {}

  /**
   * Refuses them before anything has started.
   *
   * @throws PlanException that names the place of the fault
   * @throws IOException if it cannot be determined
   */
  static void refuse(Plan plan, Targets targets, Strikes strikes, ProcessControl control)
      throws IOException {
    for (Phase phase : plan.phases()) {
      for (PlanFault fault : phase.faults()) {
        switch (fault) {
          case PlanFault.Slow slow -> {
            Optional<String> reason = strikes.cannotSlow();
            if (reason.isPresent()) {
              throw new PlanException(slow.place() + ": " + reason.get());
            }
          }
          case PlanFault.Skew skew -> requireJvms(plan, targets, skew, control);
          case PlanFault.Send _,
              PlanFault.Pause _,
              PlanFault.OnDisk _,
              PlanFault.Partition _,
              PlanFault.Delay _,
              PlanFault.Memory _,
              PlanFault.OnProxy _ -> {}
        }
      }
    }
  }

  /** Each process that the fault may choose; what the plan starts is looked at when it runs. */
  private static void requireJvms(
      Plan plan, Targets targets, PlanFault.Skew skew, ProcessControl control) throws IOException {
    for (Target target : StruckTargets.of(plan.targets(), skew.role())) {
      Optional<ProcessId> found = targets.found(target);
      if (found.isPresent()) {
        try {
          control.requireJvm(found.get());
        } catch (ProcessException e) {
          throw new PlanException(
              "%s: target '%s': %s".formatted(skew.place(), target.name(), e.getMessage()), e);
        }
      }
    }
  }
}
