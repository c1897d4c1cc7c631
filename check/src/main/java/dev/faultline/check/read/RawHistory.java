package dev.faultline.check.read;

import java.util.List;

/**
 * A history as a file has it.
 *
 * @param file the file's name, for messages
 * @param format what the file was taken for
 * @param operations by call
 * @param clients the processes that called them
 * @param skipped what else is in the file
 */
public record RawHistory(
    String file, Format format, List<RawOperation> operations, Clients clients, Skipped skipped) {

  /** A history of which nothing has been read. */
  static RawHistory of(String file, Format format) {
    return new RawHistory(file, format, List.of(), new Clients(), new Skipped());
  }

  /** This history with its operations. */
  public RawHistory with(List<RawOperation> all) {
    return new RawHistory(file, format, all, clients, skipped);
  }

  /** The formats that are read. */
  public enum Format {
    /** Jepsen's EDN: one vector or list of maps, or maps one after another; key-value logs too. */
    EDN,
    /** The same keys, a JSON object a line (or one array). */
    JSON,
    /** Lines that end in {@code process :type :f value}, with others between: Jepsen's logs. */
    ETCD_LOG,
    /** {@code r(key,value,session,transaction)}. */
    TRANSACTION_TEXT
  }

  /** The problem at an operation's line, as an exception to throw. */
  public MalformedHistoryException malformed(int line, String problem) {
    return new MalformedHistoryException(file, line, problem);
  }
}
