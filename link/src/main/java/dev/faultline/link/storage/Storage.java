package dev.faultline.link.storage;

import dev.faultline.link.Endpoint;
import dev.faultline.link.StreamKind;
import java.lang.foreign.MemorySegment;

/**
 * The log that an endpoint with {@link StreamKind#LOGGED} streams needs to survive crashes. A crash
 * may lose any number of the records appended since the last completed sync, latest first: if a
 * record survives, so do all records appended before it. A record survives whole or not at all.
 *
 * <p>None of these methods waits for the disk, except {@link #recover} and {@link #read}. When
 * writing or syncing fails, the driver calls {@link Endpoint#onStorageFailure}; nothing is retried,
 * because the contents of the disk after a failed sync are unknown.
 */
public interface Storage {
  /** Receives the records that survived. */
  @FunctionalInterface
  interface Records {
    /** A record; its bytes are a view that is valid only during the call. */
    void record(long position, MemorySegment segment, long offset, int length);
  }

  /** Passes on all records that survived, oldest first. Called once, before any other method. */
  void recover(Records records);

  /**
   * Appends a record.
   *
   * @return its position, larger than those of all earlier records; negative when there is no room:
   *     then nothing was appended, and senders wait until something is trimmed
   */
  long append(MemorySegment segment, long offset, int length);

  /**
   * Appends one of the small records without which nothing could be trimmed. It may use room that
   * {@link #append} keeps free. A storage of limited size should keep enough room free for two of
   * the longest records.
   */
  default long appendReserved(MemorySegment segment, long offset, int length) {
    return append(segment, offset, length);
  }

  /**
   * Whether this many bytes of records could be appended before anything must be trimmed. Ignores
   * that {@link #append} may refuse records while earlier ones are still being written. An estimate
   * is enough: it prevents the link from accepting messages that would wait for a long time.
   */
  default boolean hasRoom(long bytes) {
    return true;
  }

  /**
   * Starts to make all records appended so far durable. The driver reports completion to {@link
   * Endpoint#onStorage}, in the order of the tokens.
   *
   * @return a token, larger than all earlier ones
   */
  long sync();

  /**
   * Reads a record back.
   *
   * @param into the record fits between {@code offset} and the end of this segment: a record that
   *     seems longer is corrupt and must not be read
   * @return its length
   */
  int read(long position, MemorySegment into, long offset);

  /** The longest record that can be appended, in bytes. */
  default long longestRecord() {
    return Long.MAX_VALUE;
  }

  /** Records before this position are no longer needed and will not be read again. */
  void trim(long position);
}
