package dev.faultline.check.read;

/** Receives the calls and ends of a log's operations as they are read. */
public interface RawListener {

  /** A call; the operation is indeterminate unless an end follows. */
  void called(RawOperation call) throws MalformedHistoryException;

  /** The end of the operation that was called at the same position. */
  void ended(RawOperation operation) throws MalformedHistoryException;
}
