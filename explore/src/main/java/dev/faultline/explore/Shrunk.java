package dev.faultline.explore;

import java.util.List;

/**
 * A finding made small.
 *
 * @param before as it was found
 * @param after the smallest run found that violates the same property
 * @param replays spent
 * @param realNanos spent
 * @param minimal whether nothing more could be left out; false when the budget ended the search
 * @param sameEvidence whether the violation is described in the same words as before
 * @param failures with what candidates failed, each once: those runs say nothing, and so the result
 *     may be larger than it had to be; empty as a rule
 */
public record Shrunk(
    Finding before,
    Finding after,
    int replays,
    long realNanos,
    boolean minimal,
    boolean sameEvidence,
    List<String> failures) {
  public Shrunk {
    failures = List.copyOf(failures);
  }

  /** What candidates failed with, as the end of a sentence; empty where none did. */
  public String failuresText() {
    return failures.isEmpty() ? "" : "; some replays failed: " + String.join("; ", failures);
  }

  /** Big and small faults of a finding together. */
  public static long faults(Finding finding) {
    return finding.faults().size() + finding.smallFaults();
  }
}
