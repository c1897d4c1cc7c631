package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Hears what arrives at an endpoint and what becomes of its sessions; called in its turns. */
public interface LinkHandler {
  /**
   * A message. The bytes are a view that is valid during the call only; copy what is to be kept.
   * Calling {@link Session#offer} from here is allowed: what is offered on a logged stream while a
   * message of a logged stream is handled becomes durable with the message, and is taken back when
   * this returns false or throws.
   *
   * @param sequence of the message on its stream: 1, 2, 3 … without a gap on ordered streams
   * @return false when the message cannot be taken now: it stays with the link, the sender's window
   *     closes, and the message is offered again at {@link Session#resume}; a fair-loss stream
   *     drops it
   */
  boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length);

  /** The peer is there: what was offered goes out from now on. Called after each reconnection. */
  default void onConnected(Session session) {}

  /** The peer has not been heard of for long; the session stays, and goes on when it is back. */
  default void onDisconnected(Session session) {}

  /** The session is over, and will not come back. */
  default void onEnded(Session session, SessionEnd why) {}

  /**
   * A peer wanted a session and was refused, because an option that both sides have to set alike is
   * not, or because what it said of itself cannot be; it hears that it was. Called again for each
   * try.
   *
   * @param peer the number that the driver gave to its address
   * @param why names the option and both values, or the value that cannot be
   */
  default void onRefused(long peer, String why) {}

  /**
   * The storage has had no room for as long as {@link LinkOptions#storagePatience} allows: offers
   * on logged streams are refused with {@link Offer#STORAGE_FULL} from now on, and nothing more is
   * acknowledged. What was acknowledged is safe.
   */
  default void onStorageFull() {}

  /** There is room again, after {@link #onStorageFull}. */
  default void onStorageRoom() {}

  /**
   * During recovery: the application's state as {@link #snapshot} gave it to the last checkpoint
   * that survived.
   */
  default void onRestored(MemorySegment state, long offset, int length) {}

  /** During recovery: an effect that {@link Session#effect} recorded, younger than the snapshot. */
  default void onRecovered(
      SessionId session,
      int stream,
      long sequence,
      MemorySegment effect,
      long offset,
      int length) {}

  /**
   * The application's state, which replaces all effects that were recorded so far; null, as it is
   * unless overridden, for an application that records none.
   */
  default @Nullable MemorySegment snapshot() {
    return null;
  }

  /**
   * During recovery, with {@link Processing#AT_LEAST_ONCE}: the highest message of this stream that
   * the application has processed durably, when it keeps that number with its own state; else
   * negative.
   */
  default long processedElsewhere(SessionId session, int stream) {
    return -1;
  }
}
