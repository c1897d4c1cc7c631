package dev.faultline.guard.swim;

/** A suspicion that waits to be refuted, and for others that confirm it. */
final class Suspicion {
  /** So many others make a suspicion as short as it gets. */
  static final int CONFIRMATIONS = 3;

  /** How many times as long it is without them. */
  private static final int LONGEST = 6;

  private final long start;
  private final long shortest;
  private final boolean isDynamic;
  private final int[] from = new int[CONFIRMATIONS + 1];
  private int count;

  Suspicion(long start, long shortest, boolean isDynamic, int first) {
    this.start = start;
    this.shortest = shortest;
    this.isDynamic = isDynamic;
    from[count++] = first;
  }

  /** Whether it is news that this one suspects it too. */
  boolean confirm(int other) {
    for (int i = 0; i < count; i++) {
      if (from[i] == other) {
        return false;
      }
    }
    if (count == from.length) {
      return false;
    }
    from[count++] = other;
    return true;
  }

  /** {@code max − (max − min) × log(C + 1) / log(K + 1)}, Lifeguard, section 4.2. */
  long ends() {
    if (!isDynamic) {
      return start + shortest;
    }
    double longest = (double) LONGEST * shortest;
    double share = Math.log(count) / Math.log(CONFIRMATIONS + 1);
    return start + (long) Math.max(shortest, longest - (longest - shortest) * share);
  }
}
