package dev.faultline.check.read;

/**
 * An operation as a log has it, before a model gives it meaning.
 *
 * @param line where it was called, counted from 1
 * @param endLine where it ended; {@code line} if it never did
 * @param client the process that called it
 * @param f the function's name, without a colon
 * @param key what the log calls key, {@code NIL} if nothing
 * @param argument the value at the call
 * @param result the value at the end
 * @param end how it ended
 * @param called position of the call
 * @param returned position of the end, {@code Operation.NEVER} if indeterminate
 * @param index what the log calls the index of the call, {@link #NO_INDEX} if nothing
 * @param endIndex the same of the end
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

  /** Of an event that has none. */
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
    /** It did not. */
    FAIL,
    /** Nobody knows. */
    INFO
  }
}
