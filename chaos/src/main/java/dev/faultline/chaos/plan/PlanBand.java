package dev.faultline.chaos.plan;

import java.time.Duration;

/**
 * A fault or a phase of a run, and when it was active.
 *
 * @param kind whether the band is a phase or a fault
 * @param text a description, such as {@code pause a}
 * @param from its start, since the plan began
 * @param to its end, since the plan began
 */
public record PlanBand(Kind kind, String text, Duration from, Duration to) {
  /** What a band shows. */
  public enum Kind {
    /** A phase of the plan, the quiet time included. */
    PHASE,
    /** Something that a phase did to the system. */
    FAULT
  }
}
