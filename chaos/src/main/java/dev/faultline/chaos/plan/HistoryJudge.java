package dev.faultline.chaos.plan;

import java.nio.file.Path;

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
}
