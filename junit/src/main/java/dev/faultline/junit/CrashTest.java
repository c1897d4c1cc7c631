package dev.faultline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of what crashes of the machine leave of a program's files, once for each file system. The
 * method takes a {@link CrashSetup}, says what runs and what checks, and returns; then the program
 * is recorded, and every crash that the file system allows is checked, up to a number. What it
 * finds is what {@code ./faultline crash} finds.
 *
 * <pre>{@code
 * @CrashTest
 * void acknowledged_entries_survive(CrashSetup crash) {
 *   crash.run(directory -> Log.open(directory).append("one"))
 *        .check((directory, acknowledged) -> Log.open(directory).requireAll(acknowledged));
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(CrashTestExtension.class)
public @interface CrashTest {
  /** The file systems, each an invocation: names of {@link dev.faultline.disk.Profile}. */
  String[] profiles() default {"ext4-ordered", "xfs", "btrfs"};

  /** How many different states are checked at most for each file system. */
  int states() default 2_000;

  /** For states that are drawn by chance, when there are too many to try all. */
  long seed() default 1;

  /**
   * Whether each call of the program also fails in turn, once and from then on: then the checker
   * has to accept what the program leaves, also after a crash, and the program has to end. Not
   * together with {@link CrashSetup#faults}.
   */
  boolean sweep() default false;

  /** How many different states are checked at most for each failure of a sweep. */
  int sweepStates() default 100;

  /** What the device writes whole: 1, 512, 4096 or 16384 bytes. */
  int atomicBytes() default 512;

  /** How long a check may take, such as {@code 10s}; and each run with faults or of a sweep. */
  String checkLimit() default "10s";

  /** How long the program may take, in real time, while it is recorded without faults. */
  String runLimit() default "5m";
}
