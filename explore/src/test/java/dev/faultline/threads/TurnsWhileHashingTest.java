package dev.faultline.threads;

import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.loses;
import static dev.faultline.threads.Searched.pair;

import dev.faultline.sim.setup.Interleaving;
import java.util.HashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: threads took no turns inside a hashCode, nor after one that was asked of null, and a
 * search called what they do there impossible.
 */
@Timeout(60)
final class TurnsWhileHashingTest {
  /** Its hash code reads two counts, one after the other, of which the sum never changes. */
  private static final class Balance {
    private final AtomicInteger one = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();
    private int seen;

    @Override
    public int hashCode() {
      return one.get() + other.get();
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object == this;
    }

    private void move() {
      one.incrementAndGet();
      other.decrementAndGet();
    }
  }

  private static final class Locked {
    private final AtomicInteger count = new AtomicInteger();
    private int hash;

    @Override
    public synchronized int hashCode() {
      count.set(count.get() + 1);
      return 1;
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object == this;
    }
  }

  @Test
  @SuppressWarnings("DataFlowIssue")
  void a_null_that_is_asked_leaves_the_turns_as_they_were() {
    loses(
        AtomicInteger::new,
        c -> {
          try {
            new ConcurrentHashMap<String, String>().remove(nothing());
          } catch (NullPointerException expected) {
            // What the program goes on after.
          }
          c.set(c.get() + 1);
        },
        AtomicInteger::get);
  }

  @SuppressWarnings("NullAway")
  private static <T> T nothing() {
    return null;
  }

  @Test
  void a_hash_code_is_no_single_step() {
    isProved(
        pair(
            Interleaving.LOCKS,
            Balance::new,
            b -> b.seen = b.hashCode(),
            Balance::move,
            b -> b.seen),
        "-1",
        "0",
        "1");
  }

  @Test
  void nor_is_one_that_a_map_of_the_jdks_asks_for() {
    isProved(
        pair(
            Interleaving.LOCKS,
            Balance::new,
            b -> {
              HashMap<Object, Integer> map = new HashMap<>();
              map.put(b, 1);
              b.seen = map.containsKey(b) ? 1 : 0;
            },
            Balance::move,
            b -> b.seen),
        "0",
        "1");
  }

  /** Its hash code is that of the JDK's, after a place. */
  private static final class Identified {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public int hashCode() {
      asked.incrementAndGet();
      return super.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object object) {
      return object == this;
    }
  }

  private record Two(Identified one, Identified other) {}

  @Test
  void two_objects_that_are_asked_at_once_have_different_identities() {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> new Two(new Identified(), new Identified()),
            t -> {
              var unused = t.one.hashCode();
            },
            t -> {
              var unused = t.other.hashCode();
            },
            t -> t.one.hashCode() == t.other.hashCode()),
        "false");
  }

  @Test
  void threads_take_turns_while_one_waits_inside_a_hash_code() {
    isProved(
        pair(
            Interleaving.LOCKS,
            Locked::new,
            l -> {
              synchronized (l) {
                l.count.set(l.count.get() + 1);
              }
            },
            l -> l.hash = l.hashCode(),
            l -> l.count.get()),
        "2");
    loses(
        AtomicInteger::new,
        c -> {
          var unused = new Locked().hashCode();
          c.set(c.get() + 1);
        },
        AtomicInteger::get);
  }
}
