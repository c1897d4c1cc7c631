package dev.faultline.check.txn;

/**
 * Brings operations, which come when their transactions end, into the order in which these were
 * called.
 */
final class OperationOrder {

  private final int[] from;
  private final int[] first;
  private final boolean sorted;

  OperationOrder(int[] from, int[] count) {
    this.from = from;
    first = new int[from.length + 1];
    boolean inOrder = true;
    for (int t = 0; t < from.length; t++) {
      first[t + 1] = first[t] + count[t];
      inOrder &= count[t] == 0 || from[t] == first[t];
    }
    sorted = inOrder;
  }

  /** Where the operations of each transaction begin, and where all end. */
  int[] first() {
    return first;
  }

  int[] sorted(int[] values) {
    if (sorted) {
      return values;
    }
    int[] after = new int[values.length];
    for (int t = 0; t < from.length; t++) {
      System.arraycopy(values, from[t], after, first[t], first[t + 1] - first[t]);
    }
    return after;
  }

  byte[] sorted(byte[] values) {
    if (sorted) {
      return values;
    }
    byte[] after = new byte[values.length];
    for (int t = 0; t < from.length; t++) {
      System.arraycopy(values, from[t], after, first[t], first[t + 1] - first[t]);
    }
    return after;
  }
}
