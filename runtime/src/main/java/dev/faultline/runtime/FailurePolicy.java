package dev.faultline.runtime;

import dev.faultline.link.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * What a driver does when code of the application throws on the driver's thread. Every failure is
 * counted ({@link DriverCounters#applicationFailures}) and told to the listener, whatever follows.
 *
 * @param reaction what follows
 * @param listener told of each failure on the driver's thread; what it throws itself is ignored
 */
public record FailurePolicy(Reaction reaction, Listener listener) {
  /** What follows a failure. */
  public enum Reaction {
    /**
     * The session whose callback failed ends with {@link dev.faultline.link.SessionEnd#ABORTED} on
     * both sides, and all others go on. The message that the handler failed on counts as not taken:
     * its effect is not recorded. A failed task ends nothing.
     */
    ABORT_SESSION,
    /** The driver's duty cycle throws the failure, and a thread that runs it ends. */
    STOP
  }

  /** Which code of the application has failed. */
  public enum Where {
    /** {@code LinkHandler}'s callbacks. */
    HANDLER,
    /** A task given to {@link LinkDriver#execute} or {@link LinkDriver#schedule}. */
    TASK,
    /** The callback of a {@link LinkNode} for channels that a peer has opened. */
    ACCEPT,
    /** The subscriber to a channel's messages. */
    SUBSCRIBER
  }

  /** Hears of failures. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Code of the application has thrown.
     *
     * @param session whose callback it was, or null
     */
    void failed(Where where, @Nullable SessionId session, Throwable failure);
  }

  private static final System.Logger LOG = System.getLogger("dev.faultline.link");

  /** Aborts the session, and logs the failure to {@code dev.faultline.link}. */
  public static final FailurePolicy DEFAULT =
      new FailurePolicy(
          Reaction.ABORT_SESSION,
          (where, session, failure) ->
              LOG.log(
                  System.Logger.Level.ERROR,
                  () ->
                      "the application's "
                          + where
                          + " has failed"
                          + (session == null ? "" : " in session " + session),
                  failure));

  /** The same with another listener. */
  public FailurePolicy withListener(Listener other) {
    return new FailurePolicy(reaction, other);
  }

  /** The same with another reaction. */
  public FailurePolicy withReaction(Reaction other) {
    return new FailurePolicy(other, listener);
  }
}
