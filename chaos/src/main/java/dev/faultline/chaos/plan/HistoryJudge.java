package dev.faultline.chaos.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides whether a history satisfies a consistency model. */
public interface HistoryJudge {
  /** The decision about a history. */
  enum Verdict {
    VALID,
    INVALID,
    UNKNOWN,
    MALFORMED
  }

  /** Judges the history in a file. */
  Verdict judge(Path history, String model, String level);

  /** The evidence for the last verdict, in one line; empty if the judge gives none. */
  default String evidence() {
    return "";
  }

  /**
   * How many operations of a history have succeeded; empty if the judge does not count them, or
   * cannot read the file. A history without any shows nothing of the system.
   */
  default OptionalLong succeeded(Path history) {
    return OptionalLong.empty();
  }

  /**
   * Why the judge does not support this level of this model, and what it expects instead; empty if
   * it does. The run asks before it starts anything.
   */
  default Optional<String> refuses(String model, String level) {
    return Optional.empty();
  }
}
