package dev.faultline.runtime;

import dev.faultline.link.SessionId;

/**
 * Names one message for as long as its session lives, through crashes and redeliveries of both
 * sides: an idempotency key for effects that can be made neither in the link's own log nor in a
 * database transaction, at a service that remembers the keys it has seen.
 *
 * @param session the message's session
 * @param stream of the session
 * @param sequence of the message on its stream, from 1
 */
public record DeliveryId(SessionId session, int stream, long sequence) {
  /**
   * The session, the stream and the sequence, such as {@code 0f…3c-1-42}: at most 64 characters.
   */
  @Override
  public String toString() {
    return session + "-" + stream + "-" + sequence;
  }
}
