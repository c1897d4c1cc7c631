package dev.faultline.sim.blocking;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Datagram;
import dev.faultline.core.Fault;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class BlockingNodeTest {
  private final List<String> heard = new ArrayList<>();

  private void say(BlockingEnv env, Object what) {
    heard.add(env.nanoTime() / 1_000_000 + " " + env.self().name() + ": " + what);
  }

  /** Answers each datagram with its text and an exclamation mark. */
  private static Scripted echo() {
    return new Scripted().onReceive((env, from, message) -> env.send(from, message + "!"));
  }

  @Test
  void it_talks_to_a_handler() {
    Rig rig = Rig.quiet().node("handler", echo());
    rig.world.blockingNode(
        "blocking",
        env -> {
          for (int i = 0; i < 3; i++) {
            env.send(env.address("handler"), "message " + i);
            Datagram answer = env.receive();
            say(env, answer.message() + " from " + answer.from().name());
          }
        });

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "2 blocking: message 0! from handler",
            "4 blocking: message 1! from handler",
            "6 blocking: message 2! from handler");
  }

  @Test
  void it_waits_on_its_own_clock() {
    Rig rig = Rig.quiet().model(asynchronous());
    rig.fault(0, new Fault.ClockDrift("blocking", 500_000, Duration.ofSeconds(50)));
    rig.world.blockingNode(
        "blocking",
        env -> {
          Thread.sleep(10);
          assertThat(env.receive(millis(30))).isNull();
          assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse();
          say(env, rig.world.nowNanos() / 1_000_000);
        });

    rig.runWell();

    // The clock runs half as fast again as time.
    assertThat(heard).containsExactly("60 blocking: 40");
  }

  @Test
  void the_clocks_of_the_jdk_are_the_nodes() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env -> {
          LockSupport.parkNanos(1_500_000_000);
          say(env, Instant.now() + " " + System.currentTimeMillis());
          assertThat(System.nanoTime()).isEqualTo(env.nanoTime());
        });

    rig.runWell();

    assertThat(heard).containsExactly("1500 blocking: 2026-01-01T00:00:01.500Z 1767225601500");
  }

  @Test
  void a_timer_arrives_as_a_datagram_from_itself() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env -> {
          env.timer(millis(5), "tick");
          Datagram tick = env.receive();
          say(env, tick.message() + " from " + tick.from().name());
        });

    rig.runWell();

    assertThat(heard).containsExactly("5 blocking: tick from blocking");
  }

  @Test
  void a_crash_ends_its_threads_where_they_are() {
    ReentrantLock dies = new ReentrantLock();
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.fault(5, new Fault.Crash("blocking", millis(10)));
    rig.world.blockingNode(
        "blocking",
        env -> {
          say(env, "incarnation " + env.incarnation() + ", stored " + env.store().get("key"));
          env.store().put("key", env.incarnation());
          env.store().sync();
          Thread.startVirtualThread(() -> sleepAndSay(env, "child"));
          CompletableFuture.runAsync(() -> sleepAndSay(env, "asynchronous"));
          ReentrantLock own = env.incarnation() == 1 ? dies : new ReentrantLock();
          own.lock();
          try {
            sleepAndSay(env, "main");
          } finally {
            say(env, "cleaned up");
            own.unlock();
          }
        });

    rig.runWell();

    assertThat(heard)
        .startsWith(
            "0 blocking: incarnation 1, stored null", "15 blocking: incarnation 2, stored 1")
        .hasSize(6)
        .allMatch(line -> line.startsWith("0") || line.startsWith("15") || line.startsWith("25"));
    assertThat(dies.isLocked()).isTrue();
  }

  private void sleepAndSay(BlockingEnv env, String what) {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      say(env, what + " interrupted");
    }
    say(env, what + " woke");
  }

  @Test
  void it_stands_still_while_it_is_paused() {
    Rig rig = Rig.quiet().model(asynchronous());
    rig.fault(3, new Fault.Pause("blocking", millis(20)));
    rig.world.blockingNode(
        "blocking",
        env -> {
          for (int i = 0; i < 4; i++) {
            Thread.sleep(2);
            say(env, i);
          }
        });

    rig.runWell();

    assertThat(heard)
        .containsExactly("2 blocking: 0", "23 blocking: 1", "25 blocking: 2", "27 blocking: 3");
  }

  @Test
  void each_turn_takes_longer_on_a_slow_machine() {
    Rig rig = Rig.quiet().model(asynchronous());
    rig.fault(0, new Fault.Slow("blocking", millis(3), Duration.ofSeconds(50)));
    rig.world.blockingNode(
        "blocking",
        env -> {
          Thread.sleep(1);
          for (int i = 0; i < 3; i++) {
            Thread.sleep(1);
            say(env, i);
          }
        });

    rig.runWell();

    assertThat(heard).hasSize(3);
    assertThat(Long.parseLong(heard.getLast().split(" ")[0])).isGreaterThanOrEqualTo(12);
  }

  @Test
  void what_its_body_throws_is_a_finding() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env -> {
          Thread.sleep(7);
          throw new IllegalStateException("on purpose");
        });

    WorldResult result = rig.run();

    Violation violation = result.violation();
    assertThat(violation).isNotNull();
    assertThat(violation.property()).isEqualTo(Violation.NO_NODE_THROWS);
    assertThat(violation.detail())
        .startsWith("blocking threw java.lang.IllegalStateException: on purpose")
        .contains("BlockingNodeTest");
    assertThat(violation.nanos()).isEqualTo(7_000_000);
  }

  @Test
  void what_another_of_its_threads_throws_is_a_finding() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env ->
            Thread.startVirtualThread(() -> {
              throw new IllegalStateException("on purpose");
            }));

    assertThat(rig.run().violation())
        .extracting(Violation::detail)
        .asString()
        .startsWith("blocking threw java.lang.IllegalStateException: on purpose");
  }

  @Test
  void what_no_world_can_schedule_is_a_finding_with_its_stack() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode("blocking", env -> new Thread(() -> {}, "mine").start());

    assertThat(rig.run().violation())
        .extracting(Violation::detail)
        .asString()
        .contains("blocking started the platform thread 'mine'")
        .contains("BlockingNodeTest");
  }

  @Test
  void its_executors_keep_its_time() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env -> {
          ScheduledExecutorService executor = env.executor(2);
          executor.scheduleWithFixedDelay(() -> say(env, "tick"), 1, 2, TimeUnit.MILLISECONDS);
          Thread.sleep(6);
          executor.shutdownNow();
          say(env, executor.awaitTermination(1, TimeUnit.HOURS));
        });

    rig.runWell();

    assertThat(heard)
        .containsExactly(
            "1 blocking: tick", "3 blocking: tick", "5 blocking: tick", "6 blocking: true");
  }

  @Test
  void a_client_may_block_too() {
    Rig rig = Rig.quiet().node("server", echo());
    rig.world.blockingClient(
        "client",
        env -> {
          env.send(env.address("server"), "hello");
          say(env, env.receive().message());
        });

    rig.runWell();

    assertThat(heard).containsExactly("2 client: hello!");
  }

  @Test
  void the_trace_names_the_thread_that_ran() {
    Rig rig = Rig.quiet();
    rig.world.blockingNode(
        "blocking",
        env -> {
          Thread.ofVirtual().name("child").start(() -> {});
          Thread.sleep(1);
        });

    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.ThreadRan.class))
        .extracting(TraceEvent.ThreadRan::thread)
        .containsExactly("blocking", "child", "blocking");
  }
}
