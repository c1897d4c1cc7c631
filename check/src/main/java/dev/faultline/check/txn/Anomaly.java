package dev.faultline.check.txn;

import dev.faultline.check.AnomalyName;
import java.util.List;

/**
 * A violation of an isolation level.
 *
 * @param name one of {@link AnomalyName}, with {@code -process} or {@code -realtime} where session
 *     order or real time closes a cycle
 * @param transactions numbers of the transactions, in the order of the cycle if it is one
 * @param explanation in words
 * @param steps for a cycle, the kind of each step from a transaction to the next: ww, wr, rw,
 *     session or real time; empty otherwise
 * @param reasons for each step, the reason for this dependency, in words; may be empty
 */
public record Anomaly(
    String name,
    List<Integer> transactions,
    String explanation,
    List<String> steps,
    List<String> reasons) {
  /** Copies the lists. */
  public Anomaly {
    assert AnomalyName.of(name).isPresent() : name + " is not a documented name";
    transactions = List.copyOf(transactions);
    steps = List.copyOf(steps);
    reasons = List.copyOf(reasons);
  }

  Anomaly(String name, List<Integer> transactions, String explanation, List<String> steps) {
    this(name, transactions, explanation, steps, List.of());
  }

  /** The reason for a step's dependency, in words; empty if there is none. */
  public String reason(int step) {
    return step < reasons.size() ? reasons.get(step) : "";
  }

  Anomaly(String name, List<Integer> transactions, String explanation) {
    this(name, transactions, explanation, List.of());
  }
}
