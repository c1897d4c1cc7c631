package dev.faultline.guard.call;

import org.jspecify.annotations.Nullable;

/**
 * A call that has no answer. Its cause is what the last failed attempt threw, if one did; or what
 * an attempt threw that counts as a success of the other side, and then {@link #ending} is {@link
 * Ending.Answered}.
 */
public final class CallFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Ending ending;

  CallFailedException(Ending ending, @Nullable Throwable cause) {
    super(text(ending), cause);
    this.ending = ending;
  }

  /** How the call ended. */
  public Ending ending() {
    return ending;
  }

  private static String text(Ending ending) {
    return switch (ending) {
      case Ending.Refused(var refusal) -> "not sent, refused by " + refusal;
      case Ending.Failed(var attempt, var outcome, var refusal) ->
          "attempt %d failed with %s%s"
              .formatted(
                  attempt,
                  outcome,
                  refusal == null ? "" : ", no further one because of " + refusal);
      case Ending.Late() -> "no answer before the deadline";
      case Ending.Cancelled() -> "cancelled by its caller";
      case Ending.Answered(var attempt) ->
          "attempt %d was answered with a failure".formatted(attempt);
    };
  }
}
