package dev.faultline.check.read;

import java.util.List;

/**
 * A history as read from a file, before a model interprets it.
 *
 * @param file the file's name, for messages
 * @param format the detected format of the file
 * @param operations the operations, by call
 * @param clients the processes that called them
 * @param skipped the entries of the file that are not operations
 */
public record RawHistory(
    String file, Format format, List<RawOperation> operations, Clients clients, Skipped skipped) {

  /** A history before anything has been read. */
  static RawHistory of(String file, Format format) {
    return new RawHistory(file, format, List.of(), new Clients(), new Skipped());
  }

  /** This history with these operations. */
  public RawHistory with(List<RawOperation> all) {
    return new RawHistory(file, format, all, clients, skipped);
  }

  /** The formats that are read. */
  public enum Format {
    /** Jepsen's EDN: one vector or list of maps, or maps one after another; key-value logs too. */
    EDN,
    /** The same keys, as one JSON object per line or as one JSON array. */
    JSON,
    /**
     * Jepsen's logs: lines that end in {@code process :type :f value}, with other lines between
     * them.
     */
    ETCD_LOG,
    /** {@code r(key,value,session,transaction)}. */
    TRANSACTION_TEXT
  }

  /** An exception for a problem at an operation's line. */
  public MalformedHistoryException malformed(int line, String problem) {
    return new MalformedHistoryException(file, line, problem);
  }
}
