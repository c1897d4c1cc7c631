package dev.faultline.check.read;

/**
 * An operation as read from a log, before a model interprets it.
 *
 * @param line line of its call, counted from 1
 * @param endLine line of its end; {@code line} if it never ended
 * @param client the process that called it
 * @param f the function's name, without a colon
 * @param key the log's key, {@code NIL} if it has none
 * @param argument the value at the call
 * @param result the value at the end
 * @param end how it ended
 * @param called position of the call
 * @param returned position of the end, {@code Operation.NEVER} if indeterminate
 * @param index the log's index of the call, {@link #NO_INDEX} if it has none
 * @param endIndex the same for the end
 */
public record RawOperation(
    int line,
    int endLine,
    int client,
    String f,
    Object key,
    Object argument,
    Object result,
    End end,
    long called,
    long returned,
    long index,
    long endIndex) {

  /** The index of an event that has none. */
  public static final long NO_INDEX = -1;

  /** An operation without indices. */
  public RawOperation(
      int line,
      int endLine,
      int client,
      String f,
      Object key,
      Object argument,
      Object result,
      End end,
      long called,
      long returned) {
    this(
        line, endLine, client, f, key, argument, result, end, called, returned, NO_INDEX, NO_INDEX);
  }

  /** How an operation ended. */
  public enum End {
    /** It took effect. */
    OK,
    /** It did not take effect. */
    FAIL,
    /** The outcome is unknown. */
    INFO
  }
}
