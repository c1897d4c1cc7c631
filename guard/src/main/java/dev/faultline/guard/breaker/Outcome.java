package dev.faultline.guard.breaker;

/** How a call ended, as far as its circuit breaker is concerned. */
public enum Outcome {
  /** It was answered in time. */
  SUCCESS,
  /** It was answered with an error, or the connection broke. */
  ERROR,
  /** It was not answered in time. */
  TIMEOUT,
  /** The other side said that it has too much to do. */
  OVERLOAD,
  /**
   * It says nothing about the other side: the caller gave up, or asked for something that does not
   * exist. It counts nowhere; a probe's permit becomes free again.
   */
  IGNORED;

  /** Whether it speaks against the other side. */
  public boolean isFailure() {
    return this == ERROR || this == TIMEOUT || this == OVERLOAD;
  }
}
