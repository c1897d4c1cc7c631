package dev.faultline.runtime;

/**
 * What a driver does when the application's code throws on the driver's thread, and who hears of
 * that and of everything else that goes wrong. What the application throws is counted in {@link
 * DriverCounters#applicationFailures} and reported to the listener, whatever the reaction.
 *
 * @param reaction what the driver does
 * @param listener called for each failure, on the driver's thread; its own exceptions are ignored
 */
public record FailurePolicy(Reaction reaction, Listener listener) {
  /** What the driver does after a failure. */
  public enum Reaction {
    /**
     * The session whose callback failed ends with {@link dev.faultline.link.SessionEnd#ABORTED} on
     * both sides, and all others go on. The message on which the handler failed counts as not
     * processed: its effect is not recorded. A failed task ends no session.
     */
    ABORT_SESSION,
    /** The driver's duty cycle throws the failure, so a thread that runs it ends. */
    STOP
  }

  /** Which part of the application's code failed. */
  public enum Where {
    /** {@code LinkHandler}'s callbacks. */
    HANDLER,
    /** A task given to {@link LinkDriver#execute} or {@link LinkDriver#schedule}. */
    TASK,
    /**
     * The callback of a {@link dev.faultline.runtime.channel.LinkNode} for channels that a peer
     * opened.
     */
    ACCEPT,
    /** The subscriber to a channel's messages. */
    SUBSCRIBER
  }

  /** Receives failures. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Something has failed. Called on the driver's thread, or on the thread of the transaction that
     * failed; must not block.
     */
    void failed(LinkFailure failure);

    /** Calls {@link #failed}, and keeps from the caller what that throws. */
    default void tell(LinkFailure failure) {
      try {
        failed(failure);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "the listener for failures has thrown", e);
      }
    }
  }

  private static final System.Logger LOG = System.getLogger("dev.faultline.link");

  /** Aborts the session, and logs the failure to {@code dev.faultline.link}. */
  public static final FailurePolicy DEFAULT =
      new FailurePolicy(
          Reaction.ABORT_SESSION,
          failure ->
              LOG.log(
                  System.Logger.Level.ERROR,
                  failure::describe,
                  failure instanceof LinkFailure.ApplicationFailed thrown ? thrown.cause() : null));

  /** A copy with this listener. */
  public FailurePolicy withListener(Listener other) {
    return new FailurePolicy(reaction, other);
  }

  /** A copy with this reaction. */
  public FailurePolicy withReaction(Reaction other) {
    return new FailurePolicy(other, listener);
  }
}
