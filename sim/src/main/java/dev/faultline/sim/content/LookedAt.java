package dev.faultline.sim.content;

/** A value whose parts were looked at before, when the program handed them over. */
public interface LookedAt {
  /** What it says, from what was found then. */
  long said();
}
