package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, 20: {@link Interleaving#LOCKS} means the program's classes without naming them, and so
 * this one, which lies in no package of the tester's own.
 */
final class LocksTest {
  private static final int WORLDS = 300;

  private static final class Preempting extends QuietAdversary {
    Preempting(long seed) {
      super(seed);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.PREEMPTION && Odds.hit(odds, hash(kind, subject, ordinal));
    }
  }

  private static final class Counter {
    private int plain;
    private volatile int shared;
    private int guarded;
    private final AtomicInteger atomic = new AtomicInteger();

    void plain() {
      plain++;
    }

    void shared() {
      shared++;
    }

    void guardedTwice() {
      int seen;
      synchronized (this) {
        seen = guarded;
      }
      synchronized (this) {
        guarded = seen + 1;
      }
    }

    void checkThenAct() {
      if (atomic.get() == 0) {
        atomic.set(atomic.get() + 1);
      }
    }
  }

  private static Set<Integer> outcomes(
      Function<Counter, Runnable> race, Function<Counter, Integer> outcome) {
    Set<Integer> outcomes = new TreeSet<>();
    for (int seed = 1; seed <= WORLDS; seed++) {
      Counter counter = new Counter();
      World world =
          new World(new Preempting(seed), WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(1)));
      world.interleave(Interleaving.LOCKS);
      world.blockingNode(
          "node",
          env -> {
            Thread first = Thread.startVirtualThread(race.apply(counter));
            Thread second = Thread.startVirtualThread(race.apply(counter));
            first.join();
            second.join();
            outcomes.add(outcome.apply(counter));
          });
      assertThat(world.run().violation()).isNull();
    }
    return outcomes;
  }

  @Test
  void at_volatile_fields() {
    assertThat(outcomes(counter -> counter::shared, counter -> counter.shared))
        .containsExactly(1, 2);
  }

  @Test
  void between_two_synchronized_blocks() {
    assertThat(outcomes(counter -> counter::guardedTwice, counter -> counter.guarded))
        .containsExactly(1, 2);
  }

  @Test
  void at_atomic_operations() {
    assertThat(outcomes(counter -> counter::checkThenAct, counter -> counter.atomic.get()))
        .containsExactly(1, 2);
  }

  @Test
  void not_at_plain_fields() {
    assertThat(outcomes(counter -> counter::plain, counter -> counter.plain)).containsExactly(2);
  }
}
