package dev.faultline.sim.content;

/** Longs that are well mixed, and a number for each: open addressing, without boxes. */
final class LongNumbers {
  private long[] keys = new long[64];

  /** The numbers plus one; zero for an empty slot. */
  private int[] numbers = new int[64];

  private int size;

  int size() {
    return size;
  }

  /** The number of a long; it gets {@code next} when it has none. */
  int number(long key, int next) {
    int at = slot(key);
    if (numbers[at] != 0) {
      return numbers[at] - 1;
    }
    keys[at] = key;
    numbers[at] = next + 1;
    if (2 * ++size > keys.length) {
      grow();
    }
    return next;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int at = (int) (key >>> 32) & mask;
    while (numbers[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[2 * oldKeys.length];
    numbers = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }
}
