package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Datagram;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Which thread goes next is the adversary's choice, and nobody else's. */
final class TurnsTest {
  private static final int SEEDS = 500;

  /** Eight threads that are ready at the same time. */
  private static List<Integer> order(Adversary adversary, Duration lateness) {
    List<Integer> order = new ArrayList<>();
    Rig rig = Rig.with(adversary);
    rig.world.threadLateness(lateness);
    rig.world.blockingNode(
        "node",
        env -> {
          for (int i = 0; i < 8; i++) {
            int id = i;
            Thread.startVirtualThread(() -> order.add(id));
          }
        });
    rig.runWell();
    return order;
  }

  @Test
  void threads_that_could_go_on_first_go_first_where_the_adversary_may_not_choose() {
    assertThat(order(new QuietAdversary(1), Duration.ZERO)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void the_adversary_may_choose_any_order() {
    Set<List<Integer>> orders = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      orders.add(order(new QuietAdversary(seed), Duration.ofNanos(10_000)));
    }
    assertThat(orders).hasSizeGreaterThan(40);
    Adversary lastFirst =
        new QuietAdversary(1) {
          @Override
          public long choose(Decision kind, long subject, long ordinal, long bound) {
            return kind == Decision.SCHEDULE ? Math.max(0, 9 - ordinal) : 0;
          }
        };
    assertThat(order(lastFirst, Duration.ofNanos(10_000))).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
  }

  /** A handler that draws from the JDK's own sources. */
  private static final class Dice implements Node {
    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(1), "roll");
    }

    @Override
    public void timer(Env env, Object tag) {
      Map<Object, Object> drawn = new HashMap<>();
      drawn.put(new Object(), UUID.randomUUID());
      drawn.put(new Object(), ThreadLocalRandom.current().nextLong());
      env.remark(drawn.values() + " at " + System.nanoTime());
      if (env.nanoTime() < 20_000_000) {
        env.timer(Duration.ofMillis(1), "roll");
      }
    }
  }

  private static World contended(long seed) {
    World world =
        new World(
            new QuietAdversary(seed),
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(5)).withMaxEvents(1_000_000));
    world.node("dice", Dice::new);
    Map<String, Integer> counts = new ConcurrentHashMap<>();
    world.blockingNode(
        "server",
        env -> {
          Object monitor = new Object();
          ReentrantLock lock = new ReentrantLock();
          for (Datagram request = env.receive(); ; request = env.receive()) {
            Datagram work = request;
            Thread.startVirtualThread(() -> {
              synchronized (monitor) {
                counts.merge(work.from().name(), 1, Integer::sum);
                Thread.yield();
                lock.lock();
                Thread.yield();
                lock.unlock();
                env.remark(work.message() + " by " + Thread.currentThread().threadId());
              }
              env.send(work.from(), "done " + counts.get(work.from().name()));
            });
          }
        });
    for (int client = 0; client < 3; client++) {
      world.blockingClient(
          "client" + client,
          env -> {
            for (int i = 0; i < 5; i++) {
              env.send(env.address("server"), i + " " + Math.random());
              CompletableFuture<Object> answer =
                  CompletableFuture.supplyAsync(() -> {
                    try {
                      return env.receive().message();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
              env.remark("heard " + answer.join());
            }
          });
    }
    return world;
  }

  @Test
  void the_same_seed_gives_the_same_trace() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      var first = contended(seed).run();
      assertThat(first.violation()).as("seed %d", seed).isNull();
      assertThat(contended(seed).run().traceHash())
          .as("seed %d", seed)
          .isEqualTo(first.traceHash());
      hashes.add(first.traceHash());
    }
    assertThat(hashes).hasSize(SEEDS);
  }
}
