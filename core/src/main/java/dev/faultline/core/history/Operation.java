package dev.faultline.core.history;

/**
 * One operation of one client.
 *
 * <p>Positions are places in the total order of all calls and returns of a history; they need not
 * be dense. Operation {@code a} precedes {@code b} in real time exactly when {@code a.returned() <
 * b.called()}.
 *
 * @param client who called; a client has at most one open operation
 * @param input what was asked
 * @param outcome what was answered
 * @param called position of the call
 * @param returned position of the return, {@link #NEVER} when the outcome is indeterminate
 * @param calledNanos simulated or recorded time of the call in nanoseconds, {@link #NO_TIME} if
 *     unknown
 * @param returnedNanos time of the return, or of the moment the client gave up; {@link #NO_TIME} if
 *     unknown
 */
public record Operation<I, O>(
    int client,
    I input,
    Outcome<O> outcome,
    long called,
    long returned,
    long calledNanos,
    long returnedNanos) {

  /** Return position of an operation whose effect may come at any later time or never. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Time of an event whose time was not recorded. */
  public static final long NO_TIME = -1;

  /**
   * Checks what can be checked about one operation alone.
   *
   * @throws IllegalArgumentException if the return does not follow the call, or a position fits the
   *     outcome badly
   */
  public Operation {
    if (called < 0 || returned <= called) {
      throw new IllegalArgumentException(
          "client " + client + ": return at " + returned + " must follow call at " + called);
    }
    if ((returned == NEVER) != (outcome instanceof Outcome.Indeterminate)) {
      throw new IllegalArgumentException(
          "client " + client + ": exactly indeterminate operations never return, not " + outcome);
    }
  }

  /** An operation without times. */
  public static <I, O> Operation<I, O> of(
      int client, I input, Outcome<O> outcome, long called, long returned) {
    return new Operation<>(client, input, outcome, called, returned, NO_TIME, NO_TIME);
  }

  /** Whether the operation took effect between its call and its return. */
  public boolean isOk() {
    return outcome instanceof Outcome.Ok;
  }

  /** Whether the operation certainly had no effect. */
  public boolean isFail() {
    return outcome instanceof Outcome.Fail;
  }

  /** Whether it is unknown if, and when, the operation takes effect. */
  public boolean isIndeterminate() {
    return outcome instanceof Outcome.Indeterminate;
  }

  /** Whether this operation returned before the other was called. */
  public boolean precedes(Operation<?, ?> other) {
    return returned < other.called;
  }

  /** The same operation with an unknown outcome; a checker weakens a history with it. */
  public Operation<I, O> demoted() {
    return new Operation<>(
        client,
        input,
        new Outcome.Indeterminate<>("demoted"),
        called,
        NEVER,
        calledNanos,
        returnedNanos);
  }
}
