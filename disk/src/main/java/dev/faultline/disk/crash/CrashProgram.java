package dev.faultline.disk.crash;

import java.nio.file.Path;

/**
 * A program whose files must survive a crash. It works in the given directory, through {@code
 * java.nio.file}, or through {@link OrdinaryFiles} for code that takes no path. What it does
 * elsewhere is not recorded. With {@link Crash#acknowledge} it records what it promised to its
 * users.
 */
public interface CrashProgram {
  /**
   * Creates the initial, durable files before the recording starts. Does nothing by default.
   *
   * @param directory an empty directory
   */
  default void prepare(Path directory) throws Exception {}

  /** Runs the program to its end; this run is recorded. */
  void run(Path directory) throws Exception;
}
