package dev.faultline.check.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives equal values one small number, in the order of first sight. */
final class Interner<T> {

  private final Map<T, Integer> ids = new HashMap<>();
  private final List<T> values = new ArrayList<>();

  int id(T value) {
    Integer known = ids.get(value);
    if (known != null) {
      return known;
    }
    int id = values.size();
    ids.put(value, id);
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
