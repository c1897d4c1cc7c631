package dev.faultline.junit;

import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link CrashTest} runs and checks. Used by the thread of the test. */
public final class CrashSetup {
  private Body before = directory -> {};
  private @Nullable Body body;
  private String faults = "";
  private @Nullable Check check;

  CrashSetup() {}

  /** A part of the program. */
  @FunctionalInterface
  public interface Body {
    /** Works in a directory, through {@code java.nio.file}. */
    void run(Path directory) throws Exception;
  }

  /** A checker without a text. */
  @FunctionalInterface
  public interface Check {
    /**
     * Throws if what a crash left is bad; {@code acknowledged} is what {@code Crash.acknowledge}
     * was told before the crash.
     */
    void check(Path directory, List<String> acknowledged) throws Exception;
  }

  /** What is there, and durable, before the recording begins. */
  public CrashSetup prepare(Body body) {
    before = body;
    return this;
  }

  /** What is recorded. */
  public CrashSetup run(Body program) {
    body = program;
    return this;
  }

  /**
   * Lets faults happen while it is recorded; the program may end with an error then, but for an
   * {@link AssertionError}, which fails the test. docs/disk.md has the form of rules.
   */
  public CrashSetup faults(String rules) {
    faults = rules;
    return this;
  }

  /** What looks at each state. */
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
