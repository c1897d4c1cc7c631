package dev.faultline.disk.ace;

import java.util.EnumMap;
import java.util.Map;

/**
 * What workloads came to.
 *
 * @param workloads how many ran
 * @param leftOut how many need what the subject cannot do
 * @param points how many syncs there were, behind each of which the machine crashed
 * @param states how many different states were looked at
 * @param outcomes how many of them had which fault
 * @param examples for each fault, the first workload that showed it
 */
public record AceResult(
    long workloads,
    long leftOut,
    long points,
    long states,
    Map<AceOutcome, Long> outcomes,
    Map<AceOutcome, String> examples) {
  /** Copies the maps. */
  public AceResult {
    outcomes = copy(outcomes);
    examples = copy(examples);
  }

  private static <T> Map<AceOutcome, T> copy(Map<AceOutcome, T> map) {
    Map<AceOutcome, T> copy = new EnumMap<>(AceOutcome.class);
    copy.putAll(map);
    return copy;
  }
}
