package dev.faultline.check.txn;

import java.util.List;

/**
 * Something that a level forbids.
 *
 * @param name Adya's name, or the usual one
 * @param transactions numbers of the transactions, in the order of the cycle if it is one
 * @param explanation in words
 */
public record Anomaly(String name, List<Integer> transactions, String explanation) {
  /** Copies the list. */
  public Anomaly {
    transactions = List.copyOf(transactions);
  }
}
