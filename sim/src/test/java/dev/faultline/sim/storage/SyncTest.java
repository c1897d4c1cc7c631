package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Fault;
import dev.faultline.core.Store;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Issue 11, items 10 and 13: syncs take time and may fail; any unsynced write may survive. */
final class SyncTest {
  private final List<String> log = new ArrayList<>();

  /** Every sync takes as long as it can. */
  private static final class SlowSyncs extends QuietAdversary {
    SlowSyncs() {
      super(1);
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      return kind == Decision.SYNC_TIME ? bound - 1 : super.choose(kind, subject, ordinal, bound);
    }
  }

  private static long ms(long nanos) {
    return nanos / 1_000_000;
  }

  @Test
  void a_handler_stands_still_while_it_syncs_and_others_go_on() {
    Rig rig = Rig.with(new SlowSyncs());
    rig.world.syncTime(millis(20));
    rig.node(
        "b",
        new Scripted()
            .onStart(env -> env.timer(millis(10), "meanwhile"))
            .onTimer((env, tag) -> {
              log.add(tag + "@" + ms(rig.world.nowNanos()));
              env.send(env.address("a"), "ask");
            })
            .onReceive((env, from, message) -> log.add(message + "@" + ms(rig.world.nowNanos()))));
    Address b = rig.addresses.getFirst();
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              env.send(b, "before");
              env.store().put("k", 1);
              env.store().sync();
              env.send(b, "after");
            })
            .onReceive((env, from, message) -> env.send(b, "answer")));

    rig.runWell();

    assertThat(log).containsExactly("before@1", "meanwhile@10", "after@21", "answer@21");
  }

  @Test
  void a_thread_waits_for_its_sync_and_the_others_of_its_node_go_on() {
    Rig rig = Rig.with(new SlowSyncs());
    rig.world.syncTime(millis(20));
    rig.world.blockingNode(
        "a",
        env -> {
          Thread other =
              Thread.startVirtualThread(() -> {
                try {
                  Thread.sleep(5);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                log.add("other@" + ms(rig.world.nowNanos()));
              });
          env.store().put("k", 1);
          Thread.currentThread().interrupt();
          env.store().sync();
          log.add("synced@" + ms(rig.world.nowNanos()) + " " + Thread.interrupted());
          other.join();
        });

    rig.runWell();

    assertThat(log).containsExactly("other@5", "synced@20 true");
  }

  @Test
  void a_crash_during_a_threads_sync_may_lose_what_it_was_about_to_make_durable() {
    TreeSet<String> found = new TreeSet<>();
    for (long seed = 0; seed < 100; seed++) {
      Rig rig = Rig.quiet(seed).model(asynchronous().crashRecovery(1));
      rig.world.syncTime(Duration.ofSeconds(10));
      rig.world.blockingNode(
          "a",
          env -> {
            if (env.incarnation() > 1) {
              found.add(env.store().range("", "~").toString());
              return;
            }
            env.store().put("x", 1);
            env.store().put("y", 1);
            env.store().sync();
          });
      rig.fault(5, new Fault.Crash("a", millis(10)));
      rig.runWell();
    }
    assertThat(found).containsExactly("{x=1, y=1}", "{x=1}", "{y=1}", "{}");
  }

  @Test
  void a_sync_covers_what_was_written_before_it_began_and_nothing_later() {
    Rig rig = Rig.with(new SlowSyncs()).model(asynchronous().crashRecovery(1));
    rig.world.syncTime(millis(20));
    rig.world.blockingNode(
        "a",
        env -> {
          if (env.incarnation() > 1) {
            log.add("x=" + env.store().get("x"));
            return;
          }
          env.store().put("x", 1);
          Thread.startVirtualThread(() -> {
            try {
              Thread.sleep(5);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            env.store().put("y", 1);
          });
          env.store().sync();
          log.add("y=" + env.store().get("y"));
        });
    rig.fault(30, new Fault.Crash("a", millis(10)));
    rig.runWell();
    assertThat(log).containsExactly("y=1", "x=1");
  }

  @Test
  void a_failed_sync_throws_and_a_later_one_does_not_make_durable_what_it_dropped() {
    TreeSet<String> found = new TreeSet<>();
    for (long seed = 0; seed < 60; seed++) {
      Rig rig = Rig.quiet(seed).model(asynchronous().crashRecovery(1).failingSyncs());
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> env.timer(millis(10), "write"))
              .onTimer((env, tag) -> {
                Store store = env.store();
                if (env.incarnation() > 1) {
                  found.add(store.range("", "~").toString());
                  return;
                }
                store.put("x", 1);
                store.put("y", 1);
                assertThatThrownBy(store::sync)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("sync of a's store failed");
                assertThat(store.range("", "~")).hasToString("{x=1, y=1}");
                store.put("z", 1);
                store.sync();
              }));
      rig.fault(5, new Fault.SyncFailure("a")).fault(15, new Fault.Crash("a", millis(10)));
      rig.runWell();
    }
    assertThat(found).containsExactly("{x=1, y=1, z=1}", "{x=1, z=1}", "{y=1, z=1}", "{z=1}");
  }

  @Test
  void what_is_written_again_after_a_failed_sync_becomes_durable() {
    for (long seed = 0; seed < 20; seed++) {
      Rig rig = Rig.quiet(seed).model(asynchronous().crashRecovery(1).failingSyncs());
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> env.timer(millis(10), "write"))
              .onTimer((env, tag) -> {
                Store store = env.store();
                if (env.incarnation() > 1) {
                  log.add("" + store.get("x"));
                  return;
                }
                store.put("x", 1);
                assertThatThrownBy(store::sync).isInstanceOf(UncheckedIOException.class);
                store.put("x", 2);
                store.sync();
              }));
      rig.fault(5, new Fault.SyncFailure("a")).fault(15, new Fault.Crash("a", millis(10)));
      rig.runWell();
    }
    assertThat(log).hasSize(20).containsOnly("2");
  }

  @Test
  void a_model_without_failing_syncs_has_none() {
    Rig rig = Rig.quiet().model(SystemModel.partiallySynchronous().crashRecovery(1));
    rig.node("a", new Scripted()).fault(5, new Fault.SyncFailure("a"));
    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("syncs do not fail");
  }
}
