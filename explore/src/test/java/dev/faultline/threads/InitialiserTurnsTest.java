package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.node;

import dev.faultline.sim.setup.Interleaving;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: static initialisers have no turns, and a search took what they do for one step and
 * called that a proof. Each test has a class of its own, for it is initialised once in a JVM.
 */
@Timeout(60)
final class InitialiserTurnsTest {
  private static final class Shared {
    private static volatile int count;
    private static final List<String> LINES = new ArrayList<>();
  }

  private static final class Counts {
    static final int SEEN;

    static {
      int before = Shared.count;
      Shared.count = before + 1;
      SEEN = before;
    }
  }

  private static final class Adds {
    static {
      add();
    }

    private static void add() {
      if (Shared.LINES.isEmpty()) {
        Shared.LINES.add("initialiser");
      }
    }

    static void touch() {}
  }

  private static final class Elsewhere {
    private static final int[] NUMBERS = new int[1];
  }

  private static final class Twice {
    private static int[] one;
    private static int[] other;

    static {
      one = other = new int[1];
      Elsewhere.NUMBERS[0] = 1;
    }

    static int length() {
      return one.length + other.length;
    }
  }

  private static final class Within {
    private static int number;
    private static final int[] NUMBERS = {number = Elsewhere.NUMBERS[0] = 1, 2};

    static int length() {
      return NUMBERS.length + number;
    }
  }

  private static final class Nested {
    private static final Object[] PARTS = {
      new int[] {1, 2}, new long[][] {{1}, {2, 3}}, List.of(new String[] {"one"}), 4.0, "five"
    };

    static int length() {
      return PARTS.length;
    }
  }

  private enum Kind {
    FIRST,
    SECOND;

    private static final int[] NUMBERS = {1, 2};
    private static final List<String> NAMES = List.of("first", "second");
    private static int asked;

    static {
      asked = NUMBERS.length;
    }

    int number() {
      return switch (this) {
        case FIRST -> NUMBERS[0];
        case SECOND -> NUMBERS[1] + NAMES.size() + asked;
      };
    }
  }

  private static final class Alone {
    static final AtomicInteger COUNT = new AtomicInteger();

    static {
      COUNT.set(COUNT.get() + 1);
    }
  }

  @Test
  void an_initialiser_that_touches_what_threads_share_is_named() {
    isNamed(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  Shared.count = 0;
                  Thread other = Thread.startVirtualThread(() -> Shared.count = Shared.count + 1);
                  int seen = Counts.SEEN;
                  other.join();
                  world.outcome(seen + " " + Shared.count);
                }),
        "accesses in the static initialiser of " + Counts.class.getName());
  }

  @Test
  void so_is_one_whose_methods_do() {
    isNamed(
        node(
            FIELDS,
            world ->
                env -> {
                  Shared.LINES.clear();
                  Thread other =
                      Thread.startVirtualThread(() -> {
                        if (Shared.LINES.isEmpty()) {
                          Shared.LINES.add("thread");
                        }
                      });
                  Adds.touch();
                  other.join();
                  world.outcome(String.valueOf(Shared.LINES.size()));
                }),
        "accesses in the static initialiser of " + Adds.class.getName());
  }

  private static Searched.Told beside(IntSupplier initialised) {
    return node(
        FIELDS,
        world ->
            env -> {
              Elsewhere.NUMBERS[0] = 0;
              Thread other =
                  Thread.startVirtualThread(() -> {
                    int _ = initialised.getAsInt();
                  });
              int first = Elsewhere.NUMBERS[0];
              int second = Elsewhere.NUMBERS[0];
              other.join();
              world.outcome(first + " " + second);
            });
  }

  @Test
  void so_is_one_that_makes_an_array_and_then_writes_to_another() {
    isNamed(
        beside(Twice::length), "accesses in the static initialiser of " + Twice.class.getName());
    isNamed(
        beside(Within::length), "accesses in the static initialiser of " + Within.class.getName());
  }

  @Test
  void one_that_fills_arrays_inside_others_leaves_a_proof() {
    isProved(beside(Nested::length), "0 0");
  }

  @Test
  void an_initialiser_that_fills_the_constants_of_its_class_leaves_a_proof() {
    isProved(
        node(
            FIELDS,
            world ->
                env -> {
                  AtomicInteger sum = new AtomicInteger();
                  Thread other =
                      Thread.startVirtualThread(() -> sum.addAndGet(Kind.SECOND.number()));
                  sum.addAndGet(Kind.FIRST.number());
                  other.join();
                  world.outcome(String.valueOf(sum.get()));
                }),
        "7");
  }

  @Test
  void an_initialiser_that_a_thread_comes_to_when_it_is_alone_leaves_a_proof() {
    isProved(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  int alone = Alone.COUNT.get();
                  Thread other = Thread.startVirtualThread(() -> Alone.COUNT.incrementAndGet());
                  other.join();
                  world.outcome(String.valueOf(alone));
                }),
        "1");
  }
}
