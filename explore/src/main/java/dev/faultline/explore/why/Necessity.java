package dev.faultline.explore.why;

/**
 * Whether a run needs one of its faults.
 *
 * @param fault which one
 * @param role what it is needed for
 * @param without what the run comes to without it
 */
public record Necessity(NumberedFault fault, Role role, Outcome without) {
  /** What a fault is needed for. */
  public enum Role {
    /** Without it the violation does not come. */
    NEEDED,
    /**
     * Without it the violation does not come, but only since later faults then meet other messages:
     * when they strike at the times at which they did, give or take two milliseconds, it comes all
     * the same.
     */
    TIMING,
    /**
     * Without it the violation does not come, but whether it is needed for more than the timing was
     * not tried, or cannot be: where the order of events is on the tape, that order is another one.
     */
    UNCLEAR,
    /** The violation comes without it. */
    NOT_NEEDED,
    /** The run without it says nothing, or the budget was over. */
    NOT_TRIED
  }
}
