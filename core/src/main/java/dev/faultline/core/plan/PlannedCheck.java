package dev.faultline.core.plan;

/** What decides about the outcome of a plan. Probes are questions, known by their names. */
public sealed interface PlannedCheck {
  /** The probe is true when all faults are over and the system has settled. */
  record Holds(String probe) implements PlannedCheck {}

  /** The probe was true sometimes in phases with faults, or the faults did not bite. */
  record Sometimes(String probe) implements PlannedCheck {}

  /**
   * What clients saw fits a consistency model.
   *
   * @param name of the history
   * @param model of what they used, such as {@code register}
   * @param level such as {@code linearizable}
   */
  record History(String name, String model, String level) implements PlannedCheck {}
}
