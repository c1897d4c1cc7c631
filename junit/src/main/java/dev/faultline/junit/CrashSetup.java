package dev.faultline.junit;

import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that a {@link CrashTest} runs and the check of its files after a crash. Not
 * thread-safe: only the test's thread uses it.
 */
public final class CrashSetup {
  private Body before = directory -> {};
  private @Nullable Body body;
  private String faults = "";
  private @Nullable Check check;

  CrashSetup() {}

  /** A part of the program. */
  @FunctionalInterface
  public interface Body {
    /** Runs in a directory, and uses it through {@code java.nio.file}. */
    void run(Path directory) throws Exception;
  }

  /** A check of the files after a crash. */
  @FunctionalInterface
  public interface Check {
    /**
     * Throws if the files after a crash are wrong; {@code acknowledged} has the texts passed to
     * {@code Crash.acknowledge} before the crash.
     */
    void check(Path directory, List<String> acknowledged) throws Exception;
  }

  /**
   * Sets the code that makes the files that exist, and are durable, before the recording begins.
   */
  public CrashSetup prepare(Body body) {
    before = body;
    return this;
  }

  /** Sets the program that is recorded. */
  public CrashSetup run(Body program) {
    body = program;
    return this;
  }

  /**
   * Injects faults while the program is recorded. The program may then end with an exception; an
   * {@link AssertionError} still fails the test. docs/disk.md describes the rules.
   */
  public CrashSetup faults(String rules) {
    faults = rules;
    return this;
  }

  /** Sets the check of each state. */
  public CrashSetup check(Check checker) {
    check = checker;
    return this;
  }

  CrashProgram program() {
    Body first = before;
    Body recorded = required(body, "run");
    return new CrashProgram() {
      @Override
      public void prepare(Path directory) throws Exception {
        first.run(directory);
      }

      @Override
      public void run(Path directory) throws Exception {
        recorded.run(directory);
      }
    };
  }

  String faults() {
    return faults;
  }

  Check checker() {
    return required(check, "check");
  }

  private static <T> T required(@Nullable T given, String method) {
    if (given == null) {
      throw new UsageException("the crash test returned without a call of CrashSetup." + method);
    }
    return given;
  }
}
