package dev.faultline.check.engine;

/**
 * The configurations seen so far, in one flat open-addressing table.
 *
 * <p>A configuration is a key (position and state in one word, then the mask over open operations)
 * and the set of crashed operations that it has used up. One that has used a subset and is equal
 * otherwise can do everything the other can: it dominates, and the other need not be visited.
 */
final class ConfigTable {

  private final int keyWords;
  private final int stride;
  private long[] table;
  private int capacity = 64;
  private int size;

  ConfigTable(int maskWords, int crashedWords) {
    keyWords = 1 + maskWords;
    stride = keyWords + crashedWords;
    table = new long[capacity * stride];
  }

  /** Adds the configuration at {@code words[from..]} unless one that dominates it is there. */
  boolean addUnlessDominated(long[] words, int from) {
    if (size * 2 >= capacity) {
      grow();
    }
    int at = slot(words, from);
    while (table[at] != 0) {
      if (dominates(at, words, from)) {
        return false;
      }
      at = next(at);
    }
    System.arraycopy(words, from, table, at, stride);
    size++;
    return true;
  }

  long bytes() {
    return 8L * table.length;
  }

  /** What the table will occupy when it grows next, old and new together. */
  long bytesAfterGrowth() {
    return size * 2 + 2 >= capacity ? 24L * table.length : bytes();
  }

  private boolean dominates(int at, long[] words, int from) {
    for (int i = 0; i < keyWords; i++) {
      if (table[at + i] != words[from + i]) {
        return false;
      }
    }
    for (int i = keyWords; i < stride; i++) {
      if ((table[at + i] & ~words[from + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  private int slot(long[] words, int from) {
    long hash = 0;
    for (int i = 0; i < keyWords; i++) {
      hash = (hash ^ words[from + i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return (int) ((hash * 0xBF58476D1CE4E5B9L) >>> 33 & (capacity - 1)) * stride;
  }

  private int next(int at) {
    int after = at + stride;
    return after == table.length ? 0 : after;
  }

  private void grow() {
    long[] old = table;
    capacity *= 2;
    table = new long[Math.multiplyExact(capacity, stride)];
    for (int from = 0; from < old.length; from += stride) {
      if (old[from] != 0) {
        int at = slot(old, from);
        while (table[at] != 0) {
          at = next(at);
        }
        System.arraycopy(old, from, table, at, stride);
      }
    }
  }
}
