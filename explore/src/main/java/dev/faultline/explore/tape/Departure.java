package dev.faultline.explore.tape;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Decision;

/** A decision that departed from its default: what a tape is made of. */
public sealed interface Departure {
  /**
   * Which decision: together with kind and subject it says which one, whatever else happens in the
   * run.
   */
  long ordinal();

  /** A small fault struck. */
  record Struck(Decision kind, long subject, long ordinal) implements Departure {}

  /** Another number than the default was chosen. */
  record Chosen(Decision kind, long subject, long ordinal, long value) implements Departure {}

  /**
   * A fault struck at an opportunity.
   *
   * @param subject 0 for an opportunity that time brought; the node for a point in what it did
   */
  record Faulted(long subject, long ordinal, Fault fault) implements Departure {
    /** One that struck at an opportunity that time brought. */
    public Faulted(long ordinal, Fault fault) {
      this(0, ordinal, fault);
    }
  }
}
