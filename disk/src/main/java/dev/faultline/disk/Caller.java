package dev.faultline.disk;

import java.util.List;

/** The caller and the clock that {@link Operation}s are recorded with. */
public interface Caller {
  /** The time in nanoseconds, from any origin. */
  long timeNanos();

  /** The program looks at the time at which a file was made or changed. */
  default void timeSeen() {}

  /** The thread or node that calls. */
  default String actor() {
    return "";
  }

  /** The frames of the program that calls, innermost first. */
  default List<StackTraceElement> stack() {
    return List.of();
  }

  /** A clock that goes on by one microsecond a call, and nobody's name. Not thread-safe. */
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
