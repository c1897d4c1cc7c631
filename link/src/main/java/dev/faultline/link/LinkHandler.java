package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks for messages that arrive at an endpoint and for its sessions' changes of state. The
 * endpoint calls them from its own methods, on the thread that drives it.
 */
public interface LinkHandler {
  /**
   * A message. The bytes are a view that is valid only during the call; copy what you keep. Calling
   * {@link Session#offer} from here is allowed: messages offered on a logged stream while a logged
   * message is being handled become durable together with that message, and are withdrawn if this
   * returns false or throws.
   *
   * @param sequence of the message on its stream: 1, 2, 3 … without a gap on ordered streams
   * @return false when the application cannot take the message now: the link keeps it, the sender's
   *     window closes, and {@link Session#resume} delivers it again; a fair-loss stream drops it
   */
  boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length);

  /**
   * The session is connected: offered messages are sent from now on. Called after each
   * reconnection.
   */
  default void onConnected(Session session) {}

  /**
   * The peer has been silent for {@link LinkOptions#deadAfter}. The session is kept and continues
   * when the peer is reachable again.
   */
  default void onDisconnected(Session session) {}

  /** The session has ended for good. */
  default void onEnded(Session session, SessionEnd why) {}

  /**
   * A peer asked for a session and was refused, because an option differs that must be the same on
   * both sides, or because its request has an invalid value. The peer is told. Called once for each
   * attempt.
   *
   * @param peer the number that the driver assigned to its address
   * @param why names the option and both values, or the invalid value
   */
  default void onRefused(long peer, String why) {}

  /**
   * The storage has been full for longer than {@link LinkOptions#storagePatience}. From now on
   * offers on logged streams return {@link Offer#STORAGE_FULL}, and nothing more is acknowledged.
   * What was acknowledged is safe.
   */
  default void onStorageFull() {}

  /** The storage has room again, after {@link #onStorageFull}. */
  default void onStorageRoom() {}

  /**
   * During recovery: the application's state, as {@link #snapshot} returned it for the last
   * checkpoint that survived.
   */
  default void onRestored(MemorySegment state, long offset, int length) {}

  /**
   * During recovery: an effect that {@link Session#effect} recorded after the snapshot was taken.
   */
  default void onRecovered(
      SessionId session,
      int stream,
      long sequence,
      MemorySegment effect,
      long offset,
      int length) {}

  /**
   * The application's state, which replaces all effects recorded so far. Null, the default, for an
   * application that records no effects.
   */
  default @Nullable MemorySegment snapshot() {
    return null;
  }

  /**
   * During recovery, with {@link Processing#AT_LEAST_ONCE}: the sequence number of the last message
   * of this stream that the application has processed durably, if it stores that number with its
   * own state; negative otherwise.
   */
  default long processedElsewhere(SessionId session, int stream) {
    return -1;
  }
}
