package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a logged stream that the peer has not processed, as far as this side knows.
 *
 * @param session that they were offered on
 * @param label of the session, as {@link Endpoint#connect(long, long, long)} was told
 * @param ended why the session is over; null if it is not, and they may still be delivered
 * @param stream of the session
 * @param first sequence number of the first of them
 * @param last sequence number of the last
 */
public record Undelivered(
    SessionId session, long label, @Nullable SessionEnd ended, int stream, long first, long last) {
  /** Hears messages. */
  @FunctionalInterface
  public interface Reader {
    /** A message; the bytes are valid during the call only. */
    void message(long sequence, MemorySegment bytes, long offset, int length);
  }
}
