package dev.faultline.disk.crash;

import java.nio.file.Path;

/**
 * A program whose files must survive a crash. It works in the directory that it gets, through
 * {@code java.nio.file}, or through {@link OrdinaryFiles} for code that takes no path. What it does
 * elsewhere is not seen. With {@link Crash#acknowledge} it records what it promised to its users.
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
