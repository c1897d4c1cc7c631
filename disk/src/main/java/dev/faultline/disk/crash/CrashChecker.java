package dev.faultline.disk.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * Decides whether the state that a crash left is good. Usually it opens the store, which recovers,
 * and reads its contents.
 */
public interface CrashChecker {
  /**
   * Checks one state; whatever it throws is the reason why the state is bad. It may write: that is
   * its own copy.
   *
   * @param directory the program's directory after the crash
   * @param acknowledged what the program had acknowledged before the crash, in its order
   * @return what the store holds, as a text; states with the same text count as one in the summary.
   *     Empty where nobody needs that
   */
  String check(Path directory, List<String> acknowledged) throws Exception;
}
