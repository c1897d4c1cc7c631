package dev.faultline.check.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives equal values one small number, in the order of first sight. */
final class Interner<T> {

  private final Map<Hashed, Integer> ids = new HashMap<>();
  private final List<T> values = new ArrayList<>();

  private record Hashed(Object value, int hash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Hashed(var itsValue, var itsHash)
          && itsHash == hash
          && itsValue.equals(value);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  int id(T value) {
    var key = new Hashed(value, Hashing.of(value));
    Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    int id = values.size();
    ids.put(key, id);
    values.add(value);
    return id;
  }

  T value(int id) {
    return values.get(id);
  }

  int size() {
    return values.size();
  }
}
