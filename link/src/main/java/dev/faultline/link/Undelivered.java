package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a logged stream that the peer has not processed, as far as this side knows.
 *
 * @param session that they were offered on
 * @param label of the session, as given to {@link Endpoint#connect(long, long, long)}
 * @param ended why the session has ended; null if it has not, so that the messages may still be
 *     delivered
 * @param stream of the session
 * @param first sequence number of the first of them
 * @param last sequence number of the last
 */
public record Undelivered(
    SessionId session, long label, @Nullable SessionEnd ended, int stream, long first, long last) {
  /** Receives undelivered messages. */
  @FunctionalInterface
  public interface Reader {
    /** A message; its bytes are valid only during the call. */
    void message(long sequence, MemorySegment bytes, long offset, int length);
  }
}
