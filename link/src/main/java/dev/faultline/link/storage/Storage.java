package dev.faultline.link.storage;

import dev.faultline.link.Endpoint;
import dev.faultline.link.StreamKind;
import java.lang.foreign.MemorySegment;

/**
 * A log that survives crashes, as an endpoint with {@link StreamKind#LOGGED} streams needs one. Of
 * the records appended since the last completed sync a crash may take any number, youngest first: a
 * record never survives one that was appended before it. A record survives whole or not at all.
 *
 * <p>None of these methods waits for the disk, except {@link #recover} and {@link #read}. When
 * writing or syncing fails, the driver calls {@link Endpoint#onStorageFailure}; nothing is tried
 * again, since nobody knows what a failed sync has left behind.
 */
public interface Storage {
  /** Hears the records that survived. */
  @FunctionalInterface
  interface Records {
    /** A record; the bytes are a view that is valid during the call. */
    void record(long position, MemorySegment segment, long offset, int length);
  }

  /** Hands over all records that survived, oldest first. Called once, before all else. */
  void recover(Records records);

  /**
   * Appends a record.
   *
   * @return its position, larger than those of all earlier records; negative when there is no room:
   *     then nothing was appended, and senders are held back until something is trimmed
   */
  long append(MemorySegment segment, long offset, int length);

  /**
   * Appends one of the small records without which nothing could ever be trimmed: it may take room
   * that {@link #append} leaves free. A storage of limited size should keep enough for two of the
   * longest.
   */
  default long appendReserved(MemorySegment segment, long offset, int length) {
    return append(segment, offset, length);
  }

  /**
   * Whether so many bytes of records could be appended before anything has to be trimmed, apart
   * from what {@link #append} refuses only until what was appended before has been written. An
   * estimate is enough: it keeps messages from being taken that would have to wait for long.
   */
  default boolean hasRoom(long bytes) {
    return true;
  }

  /**
   * Starts to make durable what was appended so far. Completion is told to {@link
   * Endpoint#onStorage}, in the order of the tokens.
   *
   * @return a token, larger than all earlier ones
   */
  long sync();

  /**
   * Reads a record back.
   *
   * @param into the record has no more bytes than there are from {@code offset} to the end: one
   *     that seems longer has changed, and is not to be read
   * @return its length
   */
  int read(long position, MemorySegment into, long offset);

  /** The longest record that can be appended, in bytes. */
  default long longestRecord() {
    return Long.MAX_VALUE;
  }

  /** Records before this position will never be asked for again. */
  void trim(long position);
}
