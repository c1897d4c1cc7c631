package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.BlockingNode;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 11, 20: threads of blocking nodes that take turns inside their code. */
final class InterleavingTest {
  private static final int WORLDS = 400;
  private static final Interleaving HERE =
      Interleaving.fieldsOf(InterleavingTest.class.getPackageName());

  /** Lets threads give up their turns as often as the world says, by seed, and nothing else. */
  private static final class Preempting extends QuietAdversary {
    Preempting(long seed) {
      super(seed);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.PREEMPTION && Odds.hit(odds, hash(kind, subject, ordinal));
    }
  }

  /** Two threads and what came of it. */
  private abstract static class Race {
    abstract void first();

    abstract void second();

    abstract Object outcome();
  }

  private static WorldResult run(long seed, Interleaving interleaving, BlockingNode body) {
    World world =
        new World(new Preempting(seed), WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(1)));
    world.interleave(interleaving);
    world.blockingNode("node", body);
    WorldResult result = world.run();
    assertThat(result.violation()).isNull();
    return result;
  }

  private static Set<Object> outcomes(Interleaving interleaving, Supplier<Race> races) {
    Set<Object> outcomes = new TreeSet<>();
    for (int seed = 1; seed <= WORLDS; seed++) {
      Race race = races.get();
      run(
          seed,
          interleaving,
          env -> {
            Thread first = Thread.startVirtualThread(race::first);
            Thread second = Thread.startVirtualThread(race::second);
            first.join();
            second.join();
            outcomes.add(race.outcome());
          });
    }
    return outcomes;
  }

  /** Figure 8-1 of Database Internals, chapter 8: an adder and a multiplier on one variable. */
  private static final class Figure extends Race {
    private int x = 1;

    @Override
    void first() {
      x = x + 2;
    }

    @Override
    void second() {
      x = x * 2;
    }

    @Override
    Object outcome() {
      return x;
    }
  }

  @Test
  void figure_8_1_has_exactly_its_four_outcomes() {
    assertThat(outcomes(HERE, Figure::new)).containsExactly(2, 3, 4, 6);
  }

  @Test
  void without_being_asked_for_threads_take_turns_only_where_they_block() {
    assertThat(outcomes(Interleaving.NONE, Figure::new)).containsExactly(4, 6);
  }

  @Test
  void what_other_worlds_of_this_jvm_asked_for_changes_nothing() {
    outcomes(HERE, Figure::new);
    assertThat(outcomes(Interleaving.LOCKS, Figure::new)).containsExactly(4, 6);
    assertThat(outcomes(Interleaving.fieldsOf("com.example.elsewhere"), Figure::new))
        .containsExactly(4, 6);
    assertThat(outcomes(HERE, Figure::new)).containsExactly(2, 3, 4, 6);
  }

  private static final class VolatileCounter extends Race {
    private volatile int count;

    @Override
    void first() {
      count++;
    }

    @Override
    void second() {
      count++;
    }

    @Override
    Object outcome() {
      return count;
    }
  }

  @Test
  void an_update_of_a_volatile_field_may_be_lost() {
    assertThat(outcomes(HERE, VolatileCounter::new)).containsExactly(1, 2);
  }

  private abstract static class Synchronised extends Race {
    private int count;

    synchronized int get() {
      return count;
    }

    synchronized void set(int value) {
      count = value;
    }
  }

  private static final class Inherited extends Synchronised {
    @Override
    void first() {
      // The compiler names this class, which inherits both.
      this.set(this.get() + 1);
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return get();
    }
  }

  /** Issue 11: only methods that the named class declares itself were seen. */
  @Test
  void an_update_between_two_inherited_synchronised_methods_may_be_lost() {
    assertThat(outcomes(HERE, Inherited::new)).containsExactly(1, 2);
  }

  private static final class AtomicCounter extends Race {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    void first() {
      count.incrementAndGet();
    }

    @Override
    void second() {
      count.incrementAndGet();
    }

    @Override
    Object outcome() {
      return count.get();
    }
  }

  @Test
  void an_atomic_update_is_never_lost() {
    assertThat(outcomes(HERE, AtomicCounter::new)).containsExactly(2);
  }

  private static final class CheckThenAct extends Race {
    private final ConcurrentMap<String, String> map = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    @Override
    void first() {
      if (!map.containsKey("key")) {
        made.incrementAndGet();
        map.put("key", "value");
      }
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return made.get();
    }
  }

  @Test
  void two_threads_may_both_act_on_a_check_of_a_concurrent_map() {
    assertThat(outcomes(HERE, CheckThenAct::new)).containsExactly(1, 2);
  }

  private static final class LazyInitialisation extends Race {
    private final AtomicInteger made = new AtomicInteger();
    private @Nullable Object instance;

    @Override
    void first() {
      if (instance == null) {
        instance = made.incrementAndGet();
      }
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return made.get();
    }
  }

  @Test
  void an_unguarded_lazy_value_may_be_made_twice() {
    assertThat(outcomes(HERE, LazyInitialisation::new)).containsExactly(1, 2);
  }

  private static final class TwoSections extends Race {
    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    @Override
    void first() {
      int seen;
      lock.lock();
      try {
        seen = count;
      } finally {
        lock.unlock();
      }
      lock.lock();
      try {
        count = seen + 1;
      } finally {
        lock.unlock();
      }
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return count;
    }
  }

  @Test
  void another_thread_may_come_between_two_sections_of_one_lock() {
    assertThat(outcomes(HERE, TwoSections::new)).containsExactly(1, 2);
  }

  private static final class TwoSynchronizedMethods extends Race {
    private int count;

    private synchronized int get() {
      return count;
    }

    private synchronized void set(int value) {
      count = value;
    }

    @Override
    void first() {
      set(get() + 1);
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return count;
    }
  }

  @Test
  void another_thread_may_come_between_two_synchronized_methods() {
    assertThat(outcomes(HERE, TwoSynchronizedMethods::new)).containsExactly(1, 2);
  }

  private static final class Guarded extends Race {
    private int count;

    @Override
    void first() {
      synchronized (this) {
        count++;
      }
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return count;
    }
  }

  @Test
  void a_guarded_update_is_never_lost() {
    assertThat(outcomes(HERE, Guarded::new)).containsExactly(2);
  }

  private static final class HashedByContent extends Race {
    private record Key(String name) {
      @Override
      public int hashCode() {
        return name.hashCode();
      }
    }

    private final ConcurrentMap<Key, Integer> map = new ConcurrentHashMap<>();

    @Override
    void first() {
      map.merge(new Key("k"), 1, Integer::sum);
    }

    @Override
    void second() {
      first();
    }

    @Override
    Object outcome() {
      return map.getOrDefault(new Key("k"), 0);
    }
  }

  @Test
  void keys_may_compute_their_own_hash_codes() {
    assertThat(outcomes(HERE, HashedByContent::new)).containsExactly(2);
  }

  @Test
  void a_seed_brings_the_same_run_back() {
    for (int seed = 1; seed <= 20; seed++) {
      assertThat(hash(seed)).isEqualTo(hash(seed));
    }
  }

  private static long hash(long seed) {
    Figure figure = new Figure();
    return run(
            seed,
            HERE,
            env -> {
              Thread.startVirtualThread(figure::first);
              Thread.startVirtualThread(figure::second).join();
              env.remark("x is " + figure.x);
            })
        .traceHash();
  }

  @Test
  void what_is_asked_for_is_checked() {
    assertThat(Interleaving.parse("none")).isEqualTo(Interleaving.NONE);
    assertThat(Interleaving.parse("locks")).isEqualTo(Interleaving.LOCKS);
    assertThat(Interleaving.parse("com.acme,org.acme"))
        .isEqualTo(Interleaving.fieldsOf("org.acme", "com.acme"));
    assertThatThrownBy(() -> Interleaving.parse("com.acme,"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("package is ''");
  }
}
