package dev.faultline.disk.crash;

import java.nio.file.Path;

/**
 * A program whose files are to survive a crash. It works in the directory that it gets, through
 * {@code java.nio.file}, or through {@link OrdinaryFiles} where code takes no path: what it does
 * elsewhere is not seen. It tells with {@link Crash#acknowledge} what it promised to its users.
 */
public interface CrashProgram {
  /**
   * Makes what is there, and durable, before the recording begins. By default nothing.
   *
   * @param directory an empty directory
   */
  default void prepare(Path directory) throws Exception {}

  /** Runs to its end, and is recorded. */
  void run(Path directory) throws Exception;
}
