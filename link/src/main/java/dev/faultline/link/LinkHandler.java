package dev.faultline.link;

import java.lang.foreign.MemorySegment;

/** Hears what arrives at an endpoint and what becomes of its sessions; called in its turns. */
public interface LinkHandler {
  /**
   * A message. The bytes are a view that is valid during the call only; copy what is to be kept.
   * Calling {@link Session#offer} from here is allowed.
   *
   * @param sequence of the message on its stream: 1, 2, 3 … without a gap on ordered streams
   * @return false when the message cannot be taken now: it stays with the link, the sender's window
   *     closes, and the message is offered again at {@link Session#resume}
   */
  boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length);

  /** The peer's side is there: what is offered from now on goes out. */
  default void onConnected(Session session) {}
}
