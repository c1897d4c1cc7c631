package dev.faultline.check.txn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers keys, and the values of each key. Values that are whole numbers, as almost all are, take
 * no objects.
 */
final class VersionNames {

  private static final int FREE = -1;

  private final Map<Object, Integer> keyIds = new HashMap<>();
  private final List<Object> keys = new ArrayList<>();
  private final Ints keyOf = new Ints();

  /** The value of each version that is a whole number; 0 for others, which have a name. */
  private final Longs numbers = new Longs();

  private final Map<Integer, Object> others = new HashMap<>();
  private Map<List<Object>, Integer> otherIds = new HashMap<>();

  /** Versions with whole numbers by key and value: open addressing, linear probing. */
  private int[] table = newTable(1 << 10);

  private int inTable;
  private int[] keyOfVersion = new int[0];

  int keys() {
    return keys.size();
  }

  int versions() {
    return keyOf.length();
  }

  Object key(int k) {
    return keys.get(k);
  }

  Object value(int v) {
    Object other = others.isEmpty() ? null : others.get(v);
    return other == null ? (Object) numbers.get(v) : other;
  }

  int[] keyOfVersion() {
    return keyOfVersion;
  }

  /** Gives up what is needed only for numbering. */
  VersionNames finished() {
    keyIds.clear();
    otherIds = new HashMap<>();
    table = new int[0];
    keyOfVersion = keyOf.take();
    return this;
  }

  long bytes() {
    return 120L * keys.size() + 12L * keyOf.length() + 4L * table.length + 160L * others.size();
  }

  int keyId(Object name) {
    Integer known = keyIds.get(name);
    if (known != null) {
      return known;
    }
    keys.add(name);
    keyIds.put(name, keys.size() - 1);
    return keys.size() - 1;
  }

  int versionId(int k, Object value) {
    if (!(value instanceof Long number)) {
      return otherIds.computeIfAbsent(
          List.of(k, value),
          _ -> {
            others.put(keyOf.length(), value);
            return add(k, 0);
          });
    }
    int at = find(k, number);
    if (table[at] != FREE) {
      return table[at];
    }
    int v = add(k, number);
    table[at] = v;
    if (++inTable * 3L > table.length * 2L) {
      grow();
    }
    return v;
  }

  private int add(int k, long number) {
    keyOf.add(k);
    numbers.add(number);
    return keyOf.length() - 1;
  }

  private int find(int k, long number) {
    int mask = table.length - 1;
    long mixed = (number + k * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
    int at = (int) (mixed >>> 32) & mask;
    while (table[at] != FREE && (keyOf.get(table[at]) != k || numbers.get(table[at]) != number)) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    int[] before = table;
    table = newTable(before.length * 2);
    for (int v : before) {
      if (v != FREE) {
        table[find(keyOf.get(v), numbers.get(v))] = v;
      }
    }
  }

  private static int[] newTable(int size) {
    int[] empty = new int[size];
    Arrays.fill(empty, FREE);
    return empty;
  }
}
