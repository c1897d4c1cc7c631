package dev.faultline.group.raft;

import java.io.IOException;
import java.util.List;

/**
 * Where a member keeps records; {@link FileLog} keeps them in a file. After a call that failed a
 * log refuses every other: what is durable is unknown then.
 */
public interface RecordLog extends AutoCloseable {
  /** What was there when it was opened, in order, and durable. */
  List<byte[]> records();

  /** Adds a record, which is durable after the next {@link #sync}. */
  void append(byte[] item) throws IOException;

  /** Makes all that was appended durable. */
  void sync() throws IOException;

  /** Puts these in place of all others, all at once, and durable when it returns. */
  void rewrite(List<byte[]> records) throws IOException;

  /** How many bytes all records take, about. */
  long size();

  @Override
  void close() throws IOException;
}
