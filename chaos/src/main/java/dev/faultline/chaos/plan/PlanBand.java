package dev.faultline.chaos.plan;

import java.time.Duration;

/**
 * A fault of a run, or a phase, and when it was at work.
 *
 * @param kind whether it is a fault
 * @param text what it was, such as {@code pause a}
 * @param from since the plan began
 * @param to since the plan began
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
