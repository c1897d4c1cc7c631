package dev.faultline.mount.control;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a mount while it serves. Each answer is lines for a reader, and given when
 * the thing is done. Methods throw {@link IllegalArgumentException} where they cannot do what is
 * asked, with the reason. Safe for several threads.
 */
public interface Controlled {
  /**
   * Crashes; the answer names what was lost.
   *
   * @param profile the first that is recorded for where it is null
   * @param choice which of the states that the profile allows
   * @param kill whether all processes that use files of the mount are killed before
   */
  List<String> crash(@Nullable String profile, Choice choice, boolean kill)
      throws IOException, InterruptedException;

  /** Which of the states that a crash may leave. */
  sealed interface Choice {
    /** Everything is lost that may be. */
    record Harshest() implements Choice {}

    /** Nothing is lost that need not be. */
    record Mildest() implements Choice {}

    /** One by chance. */
    record Drawn(long seed) implements Choice {}
  }

  /** What a crash may take, a call a line. */
  List<String> unsynced(@Nullable String profile);

  /** Makes everything durable. */
  List<String> checkpoint();

  /**
   * Adds rules for faults, one a line: all of them, or none.
   *
   * @param seed for what these leave to chance
   */
  List<String> addFaults(String rules, long seed) throws InterruptedException;

  /** The rules for faults, and how often they struck. */
  List<String> faults();

  /** Takes the rule of a number away; all rules and what they left behind where it is null. */
  List<String> clearFaults(@Nullable Integer number);
}
