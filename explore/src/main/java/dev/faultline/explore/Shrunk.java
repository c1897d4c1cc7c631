package dev.faultline.explore;

import java.util.List;

/**
 * The result of shrinking a finding.
 *
 * @param before as it was found
 * @param after the smallest run found that violates the same property
 * @param replays spent
 * @param realNanos spent
 * @param minimal whether nothing more can be left out; false when the budget ended the search
 * @param sameEvidence whether the violation is described in the same words as before
 * @param failures the failures of candidates, each once. Those runs were ignored, so the result may
 *     be larger than necessary. Usually empty
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

  /** The failures of candidates, as the end of a sentence; empty if there were none. */
  public String failuresText() {
    return failures.isEmpty() ? "" : "; some replays failed: " + String.join("; ", failures);
  }

  /** Big and small faults of a finding together. */
  public static long faults(Finding finding) {
    return finding.faults().size() + finding.smallFaults();
  }
}
