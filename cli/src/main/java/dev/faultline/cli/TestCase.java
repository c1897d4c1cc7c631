package dev.faultline.cli;

import java.io.Serializable;

/**
 * What came of one thing that was looked at, for programs that show results of tests and of
 * checkers.
 *
 * @param name of the test
 * @param rule that it is about: a property, or a level
 * @param kind what came of it
 * @param message one line; empty where it passed
 * @param details more lines
 * @param file that it is about, relative to where the command ran; empty for none
 * @param line in that file; 0 for none
 * @param fingerprint that stays the same from run to run; empty for none
 */
record TestCase(
    String name,
    String rule,
    Kind kind,
    String message,
    String details,
    String file,
    int line,
    String fingerprint)
    implements Serializable {
  /** What came of it. */
  enum Kind {
    PASSED,
    FAILED,
    /** Nobody knows. */
    UNDECIDED,
    /** It failed, and somebody has accepted that. */
    ACCEPTED
  }

  static TestCase passed(String name) {
    return new TestCase(name, name, Kind.PASSED, "", "", "", 0, "");
  }
}
