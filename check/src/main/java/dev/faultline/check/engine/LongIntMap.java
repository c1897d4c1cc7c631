package dev.faultline.check.engine;

import java.util.Arrays;

/** Open-addressing map from non-negative longs to ints, for interned transitions. */
final class LongIntMap {

  static final int ABSENT = Integer.MIN_VALUE;

  private long[] keys = new long[256];
  private int[] values = new int[256];
  private int size;

  LongIntMap() {
    Arrays.fill(keys, -1);
  }

  int get(long key) {
    int mask = keys.length - 1;
    for (int i = spread(key) & mask; keys[i] >= 0; i = (i + 1) & mask) {
      if (keys[i] == key) {
        return values[i];
      }
    }
    return ABSENT;
  }

  void put(long key, int value) {
    if (size * 2 >= keys.length) {
      grow();
    }
    insert(key, value);
    size++;
  }

  long bytes() {
    return 12L * keys.length;
  }

  private void insert(long key, int value) {
    int mask = keys.length - 1;
    int i = spread(key) & mask;
    while (keys[i] >= 0) {
      i = (i + 1) & mask;
    }
    keys[i] = key;
    values[i] = value;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[keys.length];
    Arrays.fill(keys, -1);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] >= 0) {
        insert(oldKeys[i], oldValues[i]);
      }
    }
  }

  private static int spread(long key) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
