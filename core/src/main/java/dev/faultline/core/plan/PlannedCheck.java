package dev.faultline.core.plan;

/** A check that decides the outcome of a plan. Probes are referred to by name. */
public sealed interface PlannedCheck {
  /** The probe is true when all faults are over and the system has settled. */
  record Holds(String probe) implements PlannedCheck {}

  /** The probe was true at some time in a phase with faults; otherwise the faults had no effect. */
  record Sometimes(String probe) implements PlannedCheck {}

  /**
   * The clients' history satisfies a consistency model.
   *
   * @param name of the history
   * @param model of what they used, such as {@code register}
   * @param level such as {@code linearizable}
   */
  record History(String name, String model, String level) implements PlannedCheck {}
}
