package dev.faultline.check.model;

import java.util.Map;
import java.util.TreeMap;

/** The values of a key-value store; absent ones are "". Immutable. */
public final class KeyValues {

  static final KeyValues EMPTY = new KeyValues(new TreeMap<>());

  private final TreeMap<String, String> values;
  private final int hash;

  private KeyValues(TreeMap<String, String> values) {
    this.values = values;
    this.hash = values.hashCode();
  }

  String get(String key) {
    return values.getOrDefault(key, "");
  }

  KeyValues with(String key, String value) {
    var changed = new TreeMap<>(values);
    if (value.isEmpty()) {
      changed.remove(key);
    } else {
      changed.put(key, value);
    }
    return new KeyValues(changed);
  }

  /** A copy as a plain map, sorted by key. */
  public Map<String, String> toMap() {
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
