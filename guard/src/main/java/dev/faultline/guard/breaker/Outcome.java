package dev.faultline.guard.breaker;

/** How a call ended, as far as its circuit breaker is concerned. */
public enum Outcome {
  /** It was answered in time. */
  SUCCESS,
  /** It was answered with an error, or the connection broke. */
  ERROR,
  /** It was not answered in time. */
  TIMEOUT,
  /** The callee answered that it is overloaded. */
  OVERLOAD,
  /**
   * It says nothing about the callee's health: the caller cancelled, or asked for something that
   * does not exist. It is not counted; a probe's permit becomes free again.
   */
  IGNORED;

  /** Whether it counts as a failure of the callee. */
  public boolean isFailure() {
    return this == ERROR || this == TIMEOUT || this == OVERLOAD;
  }
}
