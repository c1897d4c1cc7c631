package dev.faultline.junit.user;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** What {@link Figure} came to in all worlds so far. */
public final class Seen {
  private static final Set<Integer> OUTCOMES = new ConcurrentSkipListSet<>();
  private static volatile boolean twoIsAllowed;

  private Seen() {}

  /** Notes an outcome; whether it is one that the test calls right. */
  static boolean allows(int outcome) {
    OUTCOMES.add(outcome);
    return outcome != 2 || twoIsAllowed;
  }

  /** Forgets what was seen. */
  public static void restart(boolean allowTwo) {
    OUTCOMES.clear();
    twoIsAllowed = allowTwo;
  }

  public static Set<Integer> outcomes() {
    return new TreeSet<>(OUTCOMES);
  }
}
