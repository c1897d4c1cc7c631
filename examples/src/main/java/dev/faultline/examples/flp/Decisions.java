package dev.faultline.examples.flp;

import java.util.ArrayList;
import java.util.List;

/** What the processes of one world have decided, those too that crashed afterwards. */
final class Decisions {
  private final List<Integer> values = new ArrayList<>();
  private int firstRound;

  void add(int value, int round) {
    values.add(value);
    if (firstRound == 0) {
      firstRound = round;
    }
  }

  boolean none() {
    return values.isEmpty();
  }

  /** The round in which the first of them decided. */
  int firstRound() {
    return firstRound;
  }

  boolean agree() {
    return values.stream().distinct().count() <= 1;
  }

  boolean allAmong(List<Integer> proposals) {
    return proposals.containsAll(values);
  }
}
