package dev.faultline.check.read;

/** Hears of a log's calls and ends as they are read. */
public interface RawListener {

  /** A call; the operation ends as indeterminate unless an end comes. */
  void called(RawOperation call) throws MalformedHistoryException;

  /** The end of the operation that was called at the same position. */
  void ended(RawOperation operation) throws MalformedHistoryException;
}
