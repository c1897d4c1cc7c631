package dev.faultline.chaos.plan;

import java.nio.file.Path;
import java.util.Optional;

/** Decides whether a history fits a consistency model. */
public interface HistoryJudge {
  /** What it decides. */
  enum Verdict {
    VALID,
    INVALID,
    UNKNOWN,
    MALFORMED
  }

  /** Judges the history in a file. */
  Verdict judge(Path history, String model, String level);

  /** What the last verdict rests on, a line; empty where the judge does not say. */
  default String evidence() {
    return "";
  }

  /**
   * Why it cannot judge by this level of this model, and what it expects; empty where it can. Asked
   * before anything is started.
   */
  default Optional<String> refuses(String model, String level) {
    return Optional.empty();
  }
}
