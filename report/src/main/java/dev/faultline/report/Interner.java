package dev.faultline.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers strings in the order of their first use. */
final class Interner {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<String> strings = new ArrayList<>();

  int number(String string) {
    Integer known = numbers.putIfAbsent(string, strings.size());
    if (known != null) {
      return known;
    }
    strings.add(string);
    return strings.size() - 1;
  }

  String string(int number) {
    return strings.get(number);
  }

  List<String> strings() {
    return strings;
  }
}
