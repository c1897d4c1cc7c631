package dev.faultline.sim.workload;

import org.jspecify.annotations.Nullable;

/**
 * A server's answer to one attempt at an operation.
 *
 * @param <O> outputs
 */
public sealed interface Answer<O> {
  /** The number of the attempt. */
  long attempt();

  /** The operation took effect. */
  record Done<O>(long attempt, O output) implements Answer<O> {}

  /**
   * The operation certainly had no effect and never will. It is over, and failed; unless another
   * attempt at it is still open.
   */
  record Failed<O>(long attempt, String reason) implements Answer<O> {}

  /**
   * The server refuses this attempt. The client tries another server.
   *
   * @param instead the name of a node that may accept it; null if the server knows none
   */
  record Refused<O>(long attempt, String reason, @Nullable String instead) implements Answer<O> {}

  /** It is unknown whether the attempt took effect, or still will. */
  record Unknown<O>(long attempt, String reason) implements Answer<O> {}
}
