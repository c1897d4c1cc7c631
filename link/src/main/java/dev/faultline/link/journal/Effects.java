package dev.faultline.link.journal;

import dev.faultline.link.storage.Storage;
import java.lang.foreign.MemorySegment;

/** The effects of the messages processed since the last commit; the next commit contains them. */
public final class Effects {
  /** So many bytes of effects at most make a commit; more messages wait for the next one. */
  private static final int COMMIT_BYTES = 1 << 20;

  /** Bytes of an effect besides what the application gives. */
  private static final int HEADER = 20;

  private final RecordWriter bytes = new RecordWriter();
  private final Storage storage;
  private int lastAt = -1;
  private boolean ever;

  public Effects(Storage storage) {
    this.storage = storage;
  }

  /**
   * An effect of the message that is being handled.
   *
   * @throws IllegalArgumentException if it is too long for a record
   */
  public void add(
      int session, int stream, long sequence, MemorySegment from, long offset, int length) {
    // A quarter of a record is for how far streams have been processed.
    long most = storage.longestRecord() - commitBytes() - storage.longestRecord() / 4;
    if (length > most) {
      throw new IllegalArgumentException(
          "an effect of %d bytes, expected %d at most: record a smaller one, or use a log with a larger bufferBytes"
              .formatted(length, most));
    }
    bytes.reserve(HEADER + length);
    lastAt = bytes.length();
    ever = true;
    bytes.u32(session).u32(stream).u64(sequence).u32(length).bytes(from, offset, length);
  }

  /** This message was not taken after all. */
  public void drop(int session, int stream, long sequence) {
    if (lastAt < 0) {
      return;
    }
    RecordReader last = new RecordReader(bytes.segment(), lastAt);
    if (last.u32() == session && last.u32() == stream && last.u64() == sequence) {
      bytes.cut(lastAt);
      lastAt = -1;
    }
  }

  private long commitBytes() {
    return Math.min(COMMIT_BYTES, storage.longestRecord() / 4);
  }

  /** Whether there are as many as one commit should have. */
  public boolean enough() {
    return bytes.length() >= commitBytes();
  }

  public int length() {
    return bytes.length();
  }

  public boolean isEmpty() {
    return bytes.length() == 0;
  }

  /** Writes them behind what a record has. */
  public void writeTo(RecordWriter record) {
    record.bytes(bytes.segment(), 0, bytes.length());
  }

  /** They are in a commit or a checkpoint. */
  public void clear() {
    bytes.clear();
    lastAt = -1;
  }

  /** Whether there have been any, in this life of the log or an earlier one. */
  public boolean ever() {
    return ever;
  }

  /** There have been some in an earlier life of the log. */
  public void recovered(boolean any) {
    ever = any;
  }
}
