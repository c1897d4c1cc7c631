package dev.faultline.runtime;

import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.SessionId;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.log.LogInspection;
import dev.faultline.runtime.log.LogOptions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The undelivered messages in a link's log that no driver is using: lists waiting messages and
 * messages left by ended sessions, and deletes the latter on request. Not thread-safe.
 */
public final class OutboxFolder implements AutoCloseable {
  /** Options wide enough for all packets and streams that the link's own options allowed. */
  private static final LinkOptions WIDEST =
      LinkOptions.builder()
          .packetBytes(16_429)
          .pathDiscovery(false)
          .streams(900)
          .sendPackets(2)
          .receivePackets(2)
          .checkpointBytes(Long.MAX_VALUE)
          .build();

  private static final long WAIT_NANOS = 1_000_000;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final LogStorage storage;
  private final Endpoint endpoint;

  private OutboxFolder(Path folder) {
    this(folder, WIDEST, new Nobody());
  }

  /** The same with other options and a handler for the recovered state. */
  OutboxFolder(Path folder, LinkOptions options, LinkHandler hears) {
    storage = new LogStorage(folder, LogOptions.DEFAULT, options.packetBytes(), () -> {});
    try {
      endpoint = new Endpoint(options, new SecureRandom(), hears, storage);
    } catch (RuntimeException | Error e) {
      // The log may already be open, with a thread and the folder's lock.
      storage.close();
      throw e;
    }
  }

  /**
   * Opens a log that exists, and locks it.
   *
   * @throws LogException if it is in use, corrupt, or cannot be read
   */
  public static OutboxFolder open(Path folder) {
    // Opening a log creates it if there is none, which callers of this method do not want.
    LogInspection.of(folder, (position, memory, offset, bytes) -> {});
    return new OutboxFolder(folder);
  }

  /** The undelivered messages by session and stream, in the order in which sessions began. */
  public List<Undelivered> undelivered() {
    return endpoint.undelivered();
  }

  /** Reads messages, oldest first. */
  public void read(Undelivered of, Undelivered.Reader to) {
    endpoint.read(of.session(), of.stream(), to);
  }

  /**
   * Deletes the undelivered messages of an ended session; durable when this returns.
   *
   * @throws IllegalArgumentException if there are none, or the session has not ended
   * @throws LogException if the deletion cannot be recorded because the disk is full or fails; then
   *     the messages may or may not still exist: open the folder again to find out
   */
  public void discard(SessionId session) {
    endpoint.discard(session);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!endpoint.settled()) {
      endpoint.poll(System.nanoTime(), (peer, segment, offset, length) -> true);
      LockSupport.parkNanos(WAIT_NANOS);
      endpoint.onStorage(System.nanoTime(), storage.durable());
      String why = storage.trouble();
      if (storage.failed() || System.nanoTime() - end > 0) {
        throw new LogException(
            "session %s was not discarded: %s"
                .formatted(session, why == null ? "the log does not answer" : why));
      }
    }
  }

  @Override
  public void close() {
    storage.close();
  }

  /** Has no state, so no checkpoint can replace the application's. */
  private static final class Nobody implements LinkHandler {
    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long at, int length) {
      return false;
    }
  }
}
