package dev.faultline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that a program's files are correct after any crash of the machine, once for each file
 * system. The method takes a {@link CrashSetup}, sets the program and the check, and returns. Then
 * the program is recorded, and the state after every crash that the file system allows is checked,
 * up to {@link #states}. It finds the same crashes as {@code ./faultline crash}.
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
  /** The file systems, with one invocation each: names of {@link dev.faultline.disk.Profile}. */
  String[] profiles() default {"ext4-ordered", "xfs", "btrfs"};

  /** How many different states are checked at most for each file system. */
  int states() default 2_000;

  /** The seed for drawing states at random when there are too many to check all. */
  long seed() default 1;

  /**
   * Whether each system call of the program is also made to fail in turn, once only and from then
   * on. The check must accept the files that the program leaves, also after a crash, and the
   * program must end. Cannot be combined with {@link CrashSetup#faults}.
   */
  boolean sweep() default false;

  /** How many different states are checked at most for each failure of a sweep. */
  int sweepStates() default 100;

  /** How many bytes the device writes atomically: 1, 512, 4096 or 16384. */
  int atomicBytes() default 512;

  /** The time limit of a check, such as {@code 10s}, and of each run with faults or of a sweep. */
  String checkLimit() default "10s";

  /** How long the program may take, in real time, while it is recorded without faults. */
  String runLimit() default "5m";
}
