package dev.faultline.chaos.plan;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The result of a plan.
 *
 * @param outcome the worst of all
 * @param reason why not everything held, in one line; empty if everything did
 * @param seed from which it can be played again
 * @param checks what was decided, in the plan's order; none where it did not come to it
 * @param events what happened, in its order
 * @param bands when which phase was played and which fault was at work, in the order of their
 *     beginning
 * @param lasted from the beginning to the last check; what is undone at the end comes after it
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
     * It was not decided: something could not be asked, done or undone, a fault never bit, or the
     * plan has nothing to decide.
     */
    UNDECIDED,
    /** It was stopped before its end: by a stop condition, the safety lever, or its user. */
    STOPPED;

    /** In lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A check and what was decided.
   *
   * @param said the evidence, in a line
   */
  public record Checked(FinalCheck check, Outcome outcome, String said) {}
}
