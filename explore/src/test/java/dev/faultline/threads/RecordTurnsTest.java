package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.pair;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.setup.Interleaving;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: what the generated methods of records ask of components, and collections of their
 * elements, was no place, and a search called what threads do there impossible.
 */
@Timeout(60)
final class RecordTurnsTest {
  private record Count(AtomicInteger value) {}

  private record Both(AtomicInteger one, AtomicInteger other) {}

  private record Basket(List<String> items) {}

  private static final class Seen<T> {
    private final T what;
    private String text = "";

    Seen(T what) {
      this.what = what;
    }
  }

  private static void isSeenToChange(Object whole, AtomicInteger part) {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> {
              part.set(0);
              return new Seen<>(whole);
            },
            s -> s.text = s.what.toString() + " " + s.what,
            s -> part.set(1),
            s -> s.text.replaceAll("[^01]+", " ").strip()),
        "0 0",
        "0 1",
        "1 1");
  }

  @Test
  void the_text_of_a_record_is_no_single_step() {
    AtomicInteger count = new AtomicInteger();
    isSeenToChange(new Count(count), count);
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> new Seen<>(new Both(new AtomicInteger(), new AtomicInteger())),
            s -> s.text = s.what.toString(),
            s -> {
              s.what.one.set(1);
              s.what.other.set(1);
            },
            s -> s.text),
        "Both[one=0, other=0]",
        "Both[one=0, other=1]",
        "Both[one=1, other=0]",
        "Both[one=1, other=1]");
  }

  @Test
  void a_collection_asks_one_part_after_the_other() {
    isSeenPartByPart(Object::toString, "[%d, %d]");
    isSeenPartByPart(parts -> String.format("%s+%s", parts.getFirst(), parts.getLast()), "%d+%d");
    isSeenPartByPart(Optional::of, "Optional[[%d, %d]]");
  }

  private static void isSeenPartByPart(Function<List<AtomicInteger>, Object> ask, String expected) {
    Searched.Told told =
        pair(
            Interleaving.LOCKS,
            () -> new Seen<>(List.of(new AtomicInteger(), new AtomicInteger())),
            s -> s.text = String.valueOf(ask.apply(s.what)),
            s -> {
              s.what.getFirst().set(1);
              s.what.getLast().set(1);
            },
            s -> s.text);

    isProved(
        told,
        expected.formatted(0, 0),
        expected.formatted(0, 1),
        expected.formatted(1, 0),
        expected.formatted(1, 1));
    assertThat(told.exploration().summary()).contains("a call into the JDK counts as one step,");
  }

  @Test
  void so_does_it_where_parts_are_asked_for_their_hash_codes() {
    CopyOnWriteArrayList<String> none = new CopyOnWriteArrayList<>();
    CopyOnWriteArrayList<String> one = new CopyOnWriteArrayList<>(List.of("one"));
    Map<Integer, String> known = new HashMap<>();
    known.put(List.of(none, none).hashCode(), "none none");
    known.put(List.of(one, none).hashCode(), "one none");
    known.put(List.of(none, one).hashCode(), "none one");
    known.put(List.of(one, one).hashCode(), "one one");
    assertThat(known).hasSize(4);

    isProved(
        pair(
            Interleaving.LOCKS,
            () -> new Seen<>(List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>())),
            s -> s.text = known.getOrDefault(s.what.hashCode(), "neither"),
            s -> {
              s.what.getFirst().add("one");
              s.what.getLast().add("one");
            },
            s -> s.text),
        "none none",
        "none one",
        "one none",
        "one one");
  }

  private static void tellsBeforeAndAfter(Function<Basket, Object> ask) {
    Object before = ask.apply(new Basket(List.of()));
    Object after = ask.apply(new Basket(List.of("one")));
    isProved(
        pair(
            FIELDS,
            () -> new Seen<>(new Basket(new ArrayList<>())),
            s -> {
              String first = ask.apply(s.what).toString();
              s.text = first + " " + ask.apply(s.what);
            },
            s -> s.what.items.add("one"),
            s -> s.text),
        before + " " + before,
        before + " " + after,
        after + " " + after);
  }

  @Test
  void hash_codes_and_equality_of_records_are_places_where_their_components_are() {
    tellsBeforeAndAfter(Basket::hashCode);
    tellsBeforeAndAfter(basket -> basket.equals(new Basket(List.of())));
  }

  /** A reference through an interface of the program's, after which the JDK asks two parts. */
  private interface Text {
    String of(Object object);
  }

  @Test
  void a_reference_to_the_text_of_an_object_is_a_turn_of_its_own() {
    Text byObject = Object::toString;
    Text byStatic = String::valueOf;
    for (Text text : List.of(byObject, byStatic)) {
      isSeenPartByPart(
          parts -> {
            int first = parts.getFirst().get();
            return first + "+" + text.of(parts.getLast());
          },
          "%d+%d");
    }
    isSeenPartByPart(
        parts -> parts.stream().map(Object::toString).collect(Collectors.joining("+")), "%d+%d");
    isSeenPartByPart(parts -> Arrays.deepToString(new Object[] {parts.toArray()}), "[[%d, %d]]");
    isSeenPartByPart(parts -> new ConcurrentLinkedQueue<>(parts), "[%d, %d]");
    isSeenPartByPart(parts -> new CopyOnWriteArrayList<>(parts), "[%d, %d]");
  }

  @Test
  void so_is_the_text_of_what_a_message_is_made_of() {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> new Seen<>(List.of(new StringBuffer("0"), new StringBuffer("0"))),
            s -> s.text = MessageFormat.format("{0}+{1}", s.what.getFirst(), s.what.getLast()),
            s -> s.what.forEach(each -> each.setCharAt(0, '1')),
            s -> s.text),
        "0+0",
        "0+1",
        "1+0",
        "1+1");
  }

  private static void takesALookBeforeItAsks(Function<AtomicInteger, Collection<Object>> made) {
    AtomicInteger part = new AtomicInteger();
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> {
              part.set(0);
              return new Seen<>(made.apply(part));
            },
            s -> s.text = s.what.toString(),
            s -> {
              s.what.clear();
              part.set(1);
            },
            s -> s.text),
        "[0]",
        "[1]",
        "[]");
  }

  @Test
  void a_shared_collection_has_its_look_at_itself_before_it_asks_its_first_part() {
    takesALookBeforeItAsks(part -> new CopyOnWriteArrayList<>(List.of(part)));
    takesALookBeforeItAsks(part -> new LinkedBlockingQueue<>(List.of(part)));
    takesALookBeforeItAsks(part -> new ConcurrentLinkedQueue<>(List.of(part)));
    takesALookBeforeItAsks(part -> new ConcurrentLinkedDeque<>(List.of(part)));
    takesALookBeforeItAsks(part -> new LinkedTransferQueue<>(List.of(part)));
  }

  @Test
  void text_of_what_lies_in_a_collection_is_a_place() {
    AtomicInteger count = new AtomicInteger();
    isSeenToChange(List.of(count), count);
    isSeenToChange(new ArrayList<>(List.of("-", count)), count);
    isSeenToChange(Map.of("-", count), count);
    isSeenToChange(Optional.of(List.of(count)), count);
    isSeenToChange(List.of(new Count(count)), count);
  }
}
