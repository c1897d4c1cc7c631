package dev.faultline.check.read;

import java.util.List;

/**
 * A history as a file has it.
 *
 * @param file the file's name, for messages
 * @param format what the file was taken for
 * @param operations by call
 */
public record RawHistory(String file, Format format, List<RawOperation> operations) {

  /** The formats that are read. */
  public enum Format {
    /** Jepsen's EDN: one vector or list of maps, or maps one after another; key-value logs too. */
    EDN,
    /** The same keys, a JSON object a line (or one array). */
    JSON,
    /** {@code INFO jepsen.util - process :type :f value}. */
    ETCD_LOG,
    /** {@code r(key,value,session,transaction)}. */
    TRANSACTION_TEXT
  }

  /** The problem at an operation's line, as an exception to throw. */
  public MalformedHistoryException malformed(int line, String problem) {
    return new MalformedHistoryException(file, line, problem);
  }
}
