package dev.faultline.threads;

import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.loses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.others.Elsewhere;
import dev.faultline.sim.setup.Interleaving;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Issue 11: an exhaustive search gave threads no turns where a call reached the JDK's monitors,
 * atomics or locks under another name, and called that a proof. In a package that is none of the
 * tester's own; it needs the agent.
 */
final class ReachedTurnsTest {
  private static final class Counter extends AtomicInteger {
    private static final long serialVersionUID = 1;

    int read() {
      return get();
    }
  }

  private static final class Log extends Vector<String> {
    private static final long serialVersionUID = 1;
  }

  private static final class Lock extends ReentrantLock {
    private static final long serialVersionUID = 1;
  }

  /** None of the JDK's, whose calls are places themselves when they are given such an object. */
  private interface Reading {
    String of(AtomicInteger count);
  }

  private interface Reads {
    int of(Counter counter);
  }

  private interface Countable {
    int get();

    void set(int to);
  }

  private static final class Counted extends AtomicInteger implements Countable {
    private static final long serialVersionUID = 1;
  }

  private static final class TwoSections {
    private final Lock lock = new Lock();
    private int value;

    private int get() {
      lock.lock();
      try {
        return value;
      } finally {
        lock.unlock();
      }
    }

    private void set(int to) {
      lock.lock();
      try {
        value = to;
      } finally {
        lock.unlock();
      }
    }
  }

  private static void addIfEmpty(Collection<String> to) {
    if (to.isEmpty()) {
      to.add("one");
    }
  }

  @Test
  void an_update_of_a_concurrent_map_through_map_may_be_lost() {
    Searched.<Map<String, Integer>>loses(
        ConcurrentHashMap::new,
        m -> m.put("key", m.getOrDefault("key", 0) + 1),
        m -> Objects.requireNonNull(m.get("key")));
  }

  @Test
  void both_may_find_a_concurrent_collection_empty_through_its_interface() {
    loses(ConcurrentLinkedQueue::new, ReachedTurnsTest::addIfEmpty, Collection::size);
    loses(
        () -> Collections.synchronizedList(new ArrayList<>()),
        ReachedTurnsTest::addIfEmpty,
        Collection::size);
    loses(Vector::new, ReachedTurnsTest::addIfEmpty, Collection::size);
    loses(Log::new, ReachedTurnsTest::addIfEmpty, Collection::size);
  }

  @Test
  void an_update_of_a_subclass_of_an_atomic_may_be_lost() {
    loses(Counter::new, c -> c.set(c.get() + 1), Counter::get);
    loses(Counter::new, c -> c.set(((Number) c).intValue() + 1), Counter::get);
    Searched.<Countable>loses(Counted::new, c -> c.set(c.get() + 1), Countable::get);
  }

  @Test
  void an_update_in_two_sections_of_a_subclass_of_a_lock_may_be_lost() {
    loses(TwoSections::new, c -> c.set(c.get() + 1), TwoSections::get);
  }

  /** A count that is read twice after each step, by no call that names it. */
  private static final class ReadTwice {
    private final AtomicInteger count = new AtomicInteger();
    private boolean changedBetween;

    private void step(Reading read) {
      count.incrementAndGet();
      String before = read.of(count);
      changedBetween |= !before.equals(read.of(count));
    }
  }

  private static void mayChangeBetween(Reading read) {
    Searched.Told told =
        explore(
            Interleaving.LOCKS, ReadTwice::new, twice -> twice.step(read), t -> t.changedBetween);
    assertThat(told.outcomes()).containsOnlyKeys("false", "true");
    assertThat(told.exploration().proof()).as(told.exploration().summary()).isTrue();
  }

  @Test
  void what_the_jdk_is_given_as_an_argument_may_change_before_it_is_read() {
    mayChangeBetween(count -> String.valueOf(count));
    mayChangeBetween(count -> "at " + count);
    mayChangeBetween(count -> String.format("%s", count));
    mayChangeBetween(count -> "at %s of %s".formatted("all", count));
  }

  @Test
  void both_may_find_a_stream_of_the_jdks_empty() {
    loses(
        ByteArrayOutputStream::new,
        s -> {
          if (s.size() == 0) {
            s.write(1);
          }
        },
        ByteArrayOutputStream::size);
  }

  @Test
  void who_calls_need_not_be_in_the_package_whose_fields_are_asked_for() {
    loses(Vector::new, Elsewhere::addIfEmpty, Collection::size);
    loses(
        () -> Collections.synchronizedList(new ArrayList<>()),
        Elsewhere::addIfEmpty,
        Collection::size);
  }

  @Test
  void an_ordinary_collection_is_no_place_where_only_locks_are() {
    Searched.Told told =
        explore(
            Interleaving.LOCKS,
            () -> new ArrayList<String>(),
            ReachedTurnsTest::addIfEmpty,
            Collection::size);

    assertThat(told.outcomes()).containsOnlyKeys("1");
  }

  @Test
  void what_method_references_and_wrappers_hide_is_named_and_no_proof() {
    Searched.Told bound =
        explore(
            Interleaving.LOCKS,
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              return map;
            },
            m -> {
              BiFunction<String, Integer, Integer> get = m::getOrDefault;
              m.put("key", get.apply("key", 0) + 1);
            },
            m -> Objects.requireNonNull(m.get("key")));
    Searched.Told unbound =
        explore(
            Interleaving.LOCKS,
            AtomicInteger::new,
            c -> {
              Function<Number, Integer> get = Number::intValue;
              c.set(get.apply(c) + 1);
            },
            AtomicInteger::get);
    Searched.Told wrapped =
        explore(
            Interleaving.LOCKS,
            () -> new ConcurrentHashMap<String, Integer>(),
            m -> {
              Map<String, Integer> view = Collections.unmodifiableMap(m);
              m.put("key", view.getOrDefault("key", 0) + 1);
            },
            m -> Objects.requireNonNull(m.get("key")));

    isNamed(bound, "the method reference java.util.Map::getOrDefault");
    isNamed(unbound, "the method reference java.lang.Number::intValue");
    isNamed(wrapped, "calls through java.util.Collections.unmodifiableMap");
  }

  /** Issue 11: some of these name none of the JDK's. */
  @Test
  void method_references_that_name_a_class_of_the_programs_are_named_and_no_proof() {
    Searched.Told ofClass =
        explore(
            Interleaving.LOCKS,
            Counter::new,
            c -> {
              IntSupplier get = c::get;
              c.set(get.getAsInt() + 1);
            },
            Counter::get);
    Searched.Told ofInterface =
        explore(
            Interleaving.LOCKS,
            () -> (Countable) new Counted(),
            c -> {
              IntSupplier get = c::get;
              c.set(get.getAsInt() + 1);
            },
            Countable::get);
    Searched.Told unbound =
        explore(
            Interleaving.LOCKS,
            Counter::new,
            c -> {
              Reads get = Counter::get;
              c.set(get.of(c) + 1);
            },
            Counter::get);

    isNamed(ofClass, "::get");
    isNamed(ofInterface, Countable.class.getName() + "::get");
    isNamed(unbound, "::get");
  }

  @Test
  void method_references_to_the_programs_own_methods_hide_nothing() {
    loses(
        TwoSections::new,
        c -> {
          IntSupplier get = c::get;
          c.set(get.getAsInt() + 1);
        },
        TwoSections::get);
    loses(
        Counter::new,
        c -> {
          IntSupplier read = c::read;
          Reads unbound = Counter::read;
          c.set(unbound.equals(read) ? 0 : read.getAsInt() + 1);
        },
        Counter::get);
  }
}
