package dev.faultline.spark;

import dev.faultline.explore.Leak;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One span in a hundred is run twice, on another executor, and has to come to the same. Nothing
 * waits for that: the span counts meanwhile, and who does not agree says so later.
 */
final class CrossChecks {
  static final int EVERY = 100;

  /**
   * What a span came to first.
   *
   * @param hashes of its runs
   */
  record First(Span span, String executor, String machine, long[] hashes) {}

  /**
   * Two executors do not agree.
   *
   * @param index of the first world about which they do not
   */
  record Contradiction(int index, Leak leak) {}

  private final Map<Integer, First> waiting = new LinkedHashMap<>();
  private final Set<Integer> running = new LinkedHashSet<>();

  /** Whether the span with that number is run twice: not the very first, in which they get warm. */
  static boolean chosen(int number) {
    return number % EVERY == 1;
  }

  /** Has the span run once more when there is another executor. */
  void add(First first) {
    waiting.put(first.span().number(), first);
  }

  /** Forgets spans that do not count. */
  void limit(int limit) {
    waiting.values().removeIf(first -> first.span().from() >= limit);
  }

  /** Those that one of the executors can run a second time; they wait no longer. */
  Set<First> takeFor(Set<String> executors) {
    Set<First> ready = new LinkedHashSet<>();
    for (First first : waiting.values()) {
      if (executors.stream().anyMatch(each -> !each.equals(first.executor()))) {
        ready.add(first);
      }
    }
    waiting.values().removeAll(ready);
    ready.forEach(first -> running.add(first.span().number()));
    return ready;
  }

  /** Whether the span with that number is running a second time, or has. */
  boolean runs(int number) {
    return running.contains(number);
  }

  /**
   * What the executors contradict each other about, or null where they agree.
   *
   * @param seeds of worlds, by their numbers
   * @param machine where the span ran a second time
   * @param other the hashes of its runs there
   */
  static @Nullable Contradiction compare(
      First first, String machine, long[] other, IntToLongFunction seeds) {
    long[] one = first.hashes();
    int shared = Math.min(one.length, other.length);
    for (int i = 0; i < Math.max(one.length, other.length); i++) {
      if (i >= shared || one[i] != other[i]) {
        int index = first.span().from() + i;
        return new Contradiction(
            index, Leak.between(seeds.applyAsLong(index), first.machine(), machine));
      }
    }
    return null;
  }
}
