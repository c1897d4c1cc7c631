package dev.faultline.disk;

import java.util.List;

/** The caller and the clock that {@link Operation}s are recorded with. */
public interface Caller {
  /** The time in nanoseconds since an arbitrary origin. */
  long timeNanos();

  /** Called when the program reads a file's creation or modification time. */
  default void timeSeen() {}

  /** The thread or node that calls. */
  default String actor() {
    return "";
  }

  /** The frames of the program that calls, innermost first. */
  default List<StackTraceElement> stack() {
    return List.of();
  }

  /**
   * A clock that advances by one microsecond per call, without a name for the caller. Not
   * thread-safe.
   */
  static Caller counting() {
    return new Caller() {
      private long calls;

      @Override
      public long timeNanos() {
        return ++calls * 1_000;
      }
    };
  }
}
