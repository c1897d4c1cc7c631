package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Store;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class StoreTest {
  /** Lets as many unsynced writes survive as it is told to. */
  private static final class Survivors extends QuietAdversary {
    private final long survivors;

    Survivors(long survivors) {
      super(1);
      this.survivors = survivors;
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      return kind == Decision.STORE_SURVIVORS
          ? Math.min(survivors, bound - 1)
          // The oldest first, and the machine goes down as well.
          : kind == Decision.STORE_ORDER || kind == Decision.MACHINE_LIVES
              ? 0
              : super.choose(kind, subject, ordinal, bound);
    }
  }

  private static List<Object> contents(Store store) {
    return new ArrayList<>(store.range("", "~").entrySet());
  }

  /** What the second incarnation finds after the first has done something and crashed. */
  private static String afterCrash(long survivors, Consumer<Store> work) {
    List<String> found = new ArrayList<>();
    Rig rig = Rig.with(new Survivors(survivors)).model(asynchronous().crashRecovery(1));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              if (env.incarnation() == 1) {
                work.accept(env.store());
              } else {
                found.add(contents(env.store()).toString());
              }
            }));
    rig.fault(10, new Fault.Crash("a", millis(10)));
    rig.runWell();
    return found.getFirst();
  }

  private static void fourWrites(Store store) {
    store.put("a", 1);
    store.sync();
    store.put("a", 2);
    store.put("b", 2);
    store.remove("a");
    store.put("c", 2);
  }

  @Test
  void readers_see_writes_at_once_in_the_order_of_their_keys() {
    Rig.quiet()
        .node(
            "a",
            new Scripted()
                .onStart(env -> {
                  Store store = env.store();
                  store.put("b", 1);
                  store.put("a", 2);
                  store.put("c", 3);
                  store.remove("c");
                  assertThat(store.get("b")).isEqualTo(1);
                  assertThat(store.get("c")).isNull();
                  assertThat(contents(store)).hasToString("[a=2, b=1]");
                  assertThat(store.range("a", "b")).containsOnlyKeys("a");
                  assertThatThrownBy(() -> store.range("a", "b").clear())
                      .isInstanceOf(UnsupportedOperationException.class);
                }))
        .runWell();
  }

  @Test
  void what_was_synced_survives_and_of_the_rest_any_number_of_writes_the_oldest_first() {
    assertThat(afterCrash(0, StoreTest::fourWrites)).isEqualTo("[a=1]");
    assertThat(afterCrash(1, StoreTest::fourWrites)).isEqualTo("[a=2]");
    assertThat(afterCrash(2, StoreTest::fourWrites)).isEqualTo("[a=2, b=2]");
    assertThat(afterCrash(3, StoreTest::fourWrites)).isEqualTo("[b=2]");
    assertThat(afterCrash(4, StoreTest::fourWrites)).isEqualTo("[b=2, c=2]");
  }

  @Test
  void a_crash_says_which_writes_it_took() {
    Rig rig = Rig.with(new Survivors(1)).model(asynchronous().crashRecovery(1));
    rig.node("a", new Scripted().onStart(env -> fourWrites(env.store())));
    rig.fault(10, new Fault.Crash("a", millis(10)));

    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Crashed.class).getFirst().lostInStore())
        .containsExactly("put b", "remove a", "put c");
  }

  @Test
  void nothing_is_lost_after_a_sync() {
    assertThat(afterCrash(0, store -> fourWritesSynced(store))).isEqualTo("[b=2, c=2]");
  }

  private static void fourWritesSynced(Store store) {
    fourWrites(store);
    store.sync();
  }

  @Test
  void over_many_seeds_every_subset_of_the_unsynced_writes_survives_somewhere() {
    TreeSet<String> outcomes = new TreeSet<>();
    TreeSet<Integer> lost = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      Rig rig = Rig.quiet(seed).model(asynchronous().crashRecovery(1));
      Scripted node =
          new Scripted()
              .onStart(env -> {
                if (env.incarnation() == 1) {
                  fourWrites(env.store());
                } else {
                  outcomes.add(contents(env.store()).toString());
                }
              });
      rig.node("a", node).fault(10, new Fault.Crash("a", millis(10)));
      rig.runWell();
      lost.add(rig.trace.of(TraceEvent.Crashed.class).getFirst().writesLost());
    }

    // Those to a in their order: it is 1, 2 or removed; b and c come as they like.
    TreeSet<String> all = new TreeSet<>();
    for (String a : List.of("a=1, ", "a=2, ", "")) {
      for (String b : List.of("b=2, ", "")) {
        for (String c : List.of("c=2, ", "")) {
          all.add("[" + (a + b + c).replaceAll(", $", "") + "]");
        }
      }
    }
    assertThat(outcomes).isEqualTo(all);
    assertThat(lost).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void random_histories_of_writes_syncs_and_crashes_leave_what_a_plain_model_says() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int survivors = random.nextInt(6);
      List<TreeMap<String, Object>> states = new ArrayList<>();
      states.add(new TreeMap<>());
      String found =
          afterCrash(
              survivors,
              store -> {
                for (int i = 0; i < 40; i++) {
                  TreeMap<String, Object> next = new TreeMap<>(states.getLast());
                  String key = "k" + random.nextInt(5);
                  switch (random.nextInt(5)) {
                    case 0 -> {
                      store.sync();
                      states.clear();
                    }
                    case 1 -> {
                      store.remove(key);
                      next.remove(key);
                    }
                    default -> {
                      store.put(key, i);
                      next.put(key, i);
                    }
                  }
                  states.add(next);
                }
              });
      TreeMap<String, Object> expected = states.get(Math.min(survivors, states.size() - 1));
      assertThat(found).as("seed %d", seed).isEqualTo(expected.entrySet().toString());
    }
  }

  @Test
  void a_dead_incarnation_can_neither_read_nor_change_the_store_of_the_living() {
    List<Env> lives = new ArrayList<>();
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.node("a", new Scripted().onStart(lives::add)).fault(10, new Fault.Crash("a", millis(10)));
    rig.at(
        30,
        () -> {
          lives.get(1).store().put("k", "new");
          Store dead = lives.get(0).store();
          dead.put("k", "old");
          dead.remove("k");
          dead.sync();
          assertThat(dead.get("k")).isNull();
          assertThat(dead.range("", "~")).isEmpty();
          assertThat(lives.get(1).store().get("k")).isEqualTo("new");
        });

    rig.runWell();

    assertThat(lives).hasSize(2);
  }
}
