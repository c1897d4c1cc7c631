package dev.faultline.check.txn;

import java.util.List;

/**
 * Something that a level forbids.
 *
 * @param name Adya's name, or the usual one
 * @param transactions numbers of the transactions, in the order of the cycle if it is one
 * @param explanation in words
 * @param steps for a cycle, the kind of each step from a transaction to the next: ww, wr, rw,
 *     session or real time; empty otherwise
 */
public record Anomaly(
    String name, List<Integer> transactions, String explanation, List<String> steps) {
  /** Copies the lists. */
  public Anomaly {
    transactions = List.copyOf(transactions);
    steps = List.copyOf(steps);
  }

  Anomaly(String name, List<Integer> transactions, String explanation) {
    this(name, transactions, explanation, List.of());
  }
}
