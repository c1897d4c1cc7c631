package dev.faultline.chaos.plan;

/** Ends the run of a plan early, with its outcome. */
final class Halt extends Exception {
  private static final long serialVersionUID = 1;

  private final PlanReport.Outcome outcome;

  Halt(PlanReport.Outcome outcome, String reason) {
    super(reason, null, false, false);
    this.outcome = outcome;
  }

  PlanReport.Outcome outcome() {
    return outcome;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
