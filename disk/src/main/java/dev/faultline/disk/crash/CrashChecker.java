package dev.faultline.disk.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether the state that a crash left is good. Usually it opens the store, which recovers,
 * and reads its contents.
 */
public interface CrashChecker {
  /**
   * Checks one state; if it throws, the state is bad, and the exception is the reason. It may
   * write: the directory is its own copy.
   *
   * @param directory the program's directory after the crash
   * @param acknowledged what the program had acknowledged before the crash, in order
   * @return the contents of the store as a text; states with the same text count as one in the
   *     summary. May be empty
   */
  String check(Path directory, List<String> acknowledged) throws Exception;
}
