package dev.faultline.check.model;

import java.util.Map;
import java.util.TreeMap;

/** The values of a key-value store; all absent keys have the same value. Immutable. */
public final class KeyValues {

  /**
   * The value of an unwritten key if it is unknown whether it reads as nil or as "": either is
   * accepted.
   */
  public static final Object UNWRITTEN =
      new Object() {
        @Override
        public String toString() {
          return "nothing";
        }
      };

  private final Object absent;
  private final TreeMap<String, Object> values;
  private final int hash;

  private KeyValues(Object absent, TreeMap<String, Object> values) {
    this.absent = absent;
    this.values = values;
    this.hash = values.hashCode();
  }

  /** An empty store with this value for absent keys. */
  static KeyValues holding(Object absent) {
    return new KeyValues(absent, new TreeMap<>());
  }

  Object absent() {
    return absent;
  }

  Object get(String key) {
    return values.getOrDefault(key, absent);
  }

  KeyValues with(String key, Object value) {
    var changed = new TreeMap<>(values);
    if (value.equals(absent)) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    return new KeyValues(absent, changed);
  }

  /** A copy as a plain map, sorted by key. */
  public Map<String, Object> toMap() {
    return new TreeMap<>(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyValues that && hash == that.hash && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
