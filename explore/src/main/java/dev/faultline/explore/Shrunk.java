package dev.faultline.explore;

/**
 * A finding made small.
 *
 * @param before as it was found
 * @param after the smallest run found that violates the same property
 * @param replays spent
 * @param realNanos spent
 * @param minimal whether nothing more could be left out; false when the budget ended the search
 * @param sameEvidence whether the violation is described in the same words as before
 */
public record Shrunk(
    Finding before,
    Finding after,
    int replays,
    long realNanos,
    boolean minimal,
    boolean sameEvidence) {
  /** Big and small faults of a finding together. */
  public static long faults(Finding finding) {
    return finding.faults().size() + finding.smallFaults();
  }
}
