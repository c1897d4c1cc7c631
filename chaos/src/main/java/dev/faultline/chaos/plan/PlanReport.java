package dev.faultline.chaos.plan;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The result of a plan.
 *
 * @param outcome the worst outcome of all checks and steps
 * @param reason why the plan did not hold, in one line; empty if it held
 * @param seed the seed with which the plan can be run again
 * @param checks the decided checks, in the plan's order; empty if the run ended before the checks
 * @param events the events, in order
 * @param bands when each phase ran and each fault was active, ordered by start
 * @param lasted the time from the start to the last check, without the undo steps at the end
 */
public record PlanReport(
    Outcome outcome,
    String reason,
    long seed,
    List<Checked> checks,
    List<PlanEvent> events,
    List<PlanBand> bands,
    Duration lasted) {
  public PlanReport {
    bands = List.copyOf(bands);
    checks = List.copyOf(checks);
    events = List.copyOf(events);
  }

  /** How a plan can end. */
  public enum Outcome {
    /** Every check held, and everything was undone. */
    HELD,
    /** A check did not hold, or the system did not settle. */
    VIOLATED,
    /**
     * The outcome was not decided: a probe could not be asked, a step could not be done or undone,
     * a fault had no effect, or the plan has no checks.
     */
    UNDECIDED,
    /** The run was stopped before its end: by a stop condition, the safety lever, or its user. */
    STOPPED;

    /** The outcome in lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A check and its outcome.
   *
   * @param said the evidence, in one line
   */
  public record Checked(FinalCheck check, Outcome outcome, String said) {}
}
