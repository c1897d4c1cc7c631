package dev.faultline.group.raft;

import java.io.IOException;
import java.util.List;

/**
 * The storage of a member's records; {@link FileLog} keeps them in a file. After a failed call a
 * log refuses all further calls, since it is then unknown what is durable.
 */
public interface RecordLog extends AutoCloseable {
  /**
   * Hands over the durable records found when it was opened, in order, and keeps none of them. So
   * an open log is for one {@link Replica}.
   *
   * @throws IllegalStateException if they were taken before: a member without them would forget its
   *     promises, and must open the log again
   */
  List<byte[]> takeRecords();

  /** Adds a record, which is durable after the next {@link #sync}. */
  void append(byte[] item) throws IOException;

  /** Makes all appended records durable. */
  void sync() throws IOException;

  /** Replaces all records by these, atomically; they are durable when it returns. */
  void rewrite(List<byte[]> records) throws IOException;

  /** The approximate size of all records, in bytes. */
  long size();

  @Override
  void close() throws IOException;
}
