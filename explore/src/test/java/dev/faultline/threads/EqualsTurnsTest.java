package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.pair;

import dev.faultline.sim.setup.Interleaving;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: a collection of the JDK's compared all its parts in one step, so that a search called
 * impossible what other threads do between two of them.
 */
@Timeout(60)
final class EqualsTurnsTest {
  private static final List<String> NONE = List.of();
  private static final List<String> ONE = List.of("one");

  private static final class Seen {
    final List<CopyOnWriteArrayList<String>> parts =
        List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    boolean answer;

    void fill() {
      parts.getFirst().add("one");
      parts.getLast().add("one");
    }
  }

  /** The first part is seen as it was, and the second as it is: at no moment were they both so. */
  private static void isSeenPartByPart(Predicate<List<CopyOnWriteArrayList<String>>> firstOld) {
    isProved(
        pair(
            Interleaving.LOCKS,
            Seen::new,
            s -> s.answer = firstOld.test(s.parts),
            Seen::fill,
            s -> s.answer),
        "false",
        "true");
  }

  @Test
  void a_list_compares_one_part_after_the_other() {
    isSeenPartByPart(parts -> parts.equals(List.of(NONE, ONE)));
    isSeenPartByPart(parts -> List.of(NONE, ONE).equals(parts));
    isSeenPartByPart(parts -> new ArrayList<>(parts).equals(Arrays.asList(NONE, ONE)));
    isSeenPartByPart(parts -> new LinkedList<>(parts).equals(List.of(NONE, ONE)));
    isSeenPartByPart(parts -> new CopyOnWriteArrayList<>(parts).equals(List.of(NONE, ONE)));
  }

  @Test
  void so_do_arrays_maps_and_optional_values() {
    isSeenPartByPart(parts -> Arrays.equals(parts.toArray(), new Object[] {NONE, ONE}));
    isSeenPartByPart(parts ->
        Arrays.deepEquals(new Object[] {parts.toArray()}, new Object[] {new Object[] {NONE, ONE}}));
    isSeenPartByPart(parts ->
        new TreeMap<>(Map.of(1, parts.getFirst(), 2, parts.getLast()))
            .equals(Map.of(1, NONE, 2, ONE)));
    isSeenPartByPart(parts -> Optional.of(parts).equals(Optional.of(List.of(NONE, ONE))));
    isSeenPartByPart(parts -> Objects.equals(parts, List.of(NONE, ONE)));
  }

  /**
   * Of two parts the first is passed over while it is full, the other one found while it is not.
   */
  @Test
  void a_part_is_looked_for_in_one_after_the_other() {
    for (Predicate<List<CopyOnWriteArrayList<String>>> finds :
        List.<Predicate<List<CopyOnWriteArrayList<String>>>>of(
            parts -> parts.indexOf(ONE) == 1,
            parts -> new ArrayList<>(parts).indexOf(ONE) == 1,
            parts -> Arrays.asList(parts.toArray()).indexOf(ONE) == 1,
            parts -> Collections.frequency(new ArrayDeque<>(parts), ONE) == 1,
            parts -> {
              LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>(parts);
              return queue.remove(ONE) && !queue.peek().equals(ONE);
            })) {
      isSeenPartByPart(finds);
    }
  }

  @Test
  void the_least_of_several_is_found_one_by_one() {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> List.of(new StringBuffer("b"), new StringBuffer("c"), new StringBuffer("b")),
            s -> Collections.min(s).append("!"),
            s -> {
              s.get(1).setCharAt(0, 'a');
              s.get(2).setCharAt(0, 'a');
            },
            Object::toString),
        "[b!, a, a]",
        "[b, a!, a]",
        "[b, a, a!]");
  }

  @Test
  void a_comparison_that_is_asked_for_itself_has_one_turn() {
    isProved(
        pair(
            FIELDS,
            Seen::new,
            s -> s.answer = Objects.equals(s.parts.getFirst(), NONE),
            Seen::fill,
            s -> s.answer),
        "false",
        "true");
  }
}
