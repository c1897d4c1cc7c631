package dev.faultline.sim.workload;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt of a client at an operation ended, as the server says.
 *
 * @param <O> outputs
 */
public sealed interface Answer<O> {
  /** Which attempt. */
  long attempt();

  /** The operation took effect. */
  record Done<O>(long attempt, O output) implements Answer<O> {}

  /**
   * The operation certainly had no effect and never will. It is over, and failed; unless another
   * attempt at it is still open.
   */
  record Failed<O>(long attempt, String reason) implements Answer<O> {}

  /**
   * The server has not taken this attempt. The client tries elsewhere.
   *
   * @param instead the name of the node that may know better; null where the server knows of none
   */
  record Refused<O>(long attempt, String reason, @Nullable String instead) implements Answer<O> {}

  /** Nobody knows whether the attempt took effect, or will. */
  record Unknown<O>(long attempt, String reason) implements Answer<O> {}
}
