package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.pair;

import dev.faultline.sim.setup.Interleaving;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Vector;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: where the fields of a package are asked for, collections and arrays were no places
 * under another name than their own, or as an argument, and a search called what follows
 * impossible.
 */
@Timeout(60)
final class CollectionTurnsTest {
  private static final class Registry extends HashMap<String, Integer> {
    private static final long serialVersionUID = 1;
  }

  private static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;
  }

  private interface Directory extends Map<String, Integer> {}

  private static final class Listed extends HashMap<String, Integer> implements Directory {
    private static final long serialVersionUID = 1;
  }

  private static void addIfEmpty(Names to) {
    if (to.isEmpty()) {
      to.add("one");
    }
  }

  @Test
  void a_collection_may_have_a_class_of_the_programs() {
    isProved(
        explore(
            FIELDS,
            Registry::new,
            r -> r.put("key", r.getOrDefault("key", 0) + 1),
            r -> Objects.requireNonNull(r.get("key"))),
        "1",
        "2");
    isProved(explore(FIELDS, Names::new, CollectionTurnsTest::addIfEmpty, Names::size), "1", "2");
  }

  @Test
  void or_an_interface_of_the_programs() {
    isProved(
        explore(
            FIELDS,
            () -> (Directory) new Listed(),
            d -> d.put("key", d.getOrDefault("key", 0) + 1),
            d -> Objects.requireNonNull(d.get("key"))),
        "1",
        "2");
  }

  /** A list that one thread looks at twice while another adds to it. */
  private static final class Looked {
    private final List<String> list = new ArrayList<>();
    private boolean changed;

    private void add() {
      list.add("one");
    }

    private void iterable() {
      Iterable<String> names = list;
      StringBuilder first = new StringBuilder();
      StringBuilder second = new StringBuilder();
      names.forEach(first::append);
      names.forEach(second::append);
      changed = first.length() != second.length();
    }

    private void printed() {
      changed = !String.valueOf(list).equals(String.valueOf(list));
    }

    private void copied() {
      changed = new Vector<>(list).elements().hasMoreElements() != !List.copyOf(list).isEmpty();
    }
  }

  @Test
  void or_be_held_as_something_above_it_or_be_an_argument() {
    for (Consumer<Looked> job :
        List.<Consumer<Looked>>of(Looked::iterable, Looked::printed, Looked::copied)) {
      isProved(pair(FIELDS, Looked::new, job, Looked::add, l -> l.changed), "false", "true");
    }
  }

  @Test
  void what_references_to_its_methods_hide_is_named() {
    isNamed(
        explore(
            FIELDS,
            () -> new ArrayList<String>(),
            list -> {
              IntSupplier size = list::size;
              Consumer<String> add = list::add;
              if (size.getAsInt() == 0) {
                add.accept("one");
              }
            },
            List::size),
        "::add");
    isNamed(
        explore(
            FIELDS,
            Names::new,
            names -> {
              IntSupplier size = names::size;
              names.add("one" + size.getAsInt());
            },
            Names::size),
        "::size");
  }

  @Test
  void where_locks_alone_are_asked_for_such_references_hide_nothing() {
    assertProofOfLocks(list -> {
      IntSupplier size = list::size;
      list.add("one" + size.getAsInt());
    });
  }

  private static void assertProofOfLocks(Consumer<ArrayList<String>> job) {
    isProved(explore(Interleaving.LOCKS, ArrayList::new, job, Collection::size), "2");
  }

  /** Copies of an array that somebody else may change in between. */
  private static final class Pair {
    final int[] shared = {0};
    boolean torn;

    void change() {
      shared[0]++;
    }

    void cloned() {
      int[] first = shared.clone();
      torn = !Arrays.equals(first, shared.clone());
    }

    void copied() {
      int[] first = new int[1];
      int[] second = new int[1];
      System.arraycopy(shared, 0, first, 0, 1);
      System.arraycopy(shared, 0, second, 0, 1);
      torn = !Arrays.equals(first, second);
    }

    void utilities() {
      int[] first = Arrays.copyOf(shared, 1);
      torn = !Arrays.equals(first, Arrays.copyOf(shared, 1));
    }

    void given() {
      String first = new String(shared, 0, 1);
      torn = !first.equals(new String(shared, 0, 1));
    }
  }

  @Test
  void an_array_may_change_before_each_copy() {
    for (Consumer<Pair> job :
        List.<Consumer<Pair>>of(Pair::cloned, Pair::copied, Pair::utilities, Pair::given)) {
      isProved(pair(FIELDS, Pair::new, job, Pair::change, p -> p.torn), "false", "true");
    }
  }

  @Test
  void a_view_without_the_lock_of_its_vector_is_named() {
    isNamed(
        explore(
            Interleaving.LOCKS,
            () -> new Vector<String>(),
            v -> {
              List<String> view = v.reversed();
              if (view.isEmpty()) {
                v.add("one");
              }
            },
            Collection::size),
        "calls through java.util.Vector.reversed");
  }
}
