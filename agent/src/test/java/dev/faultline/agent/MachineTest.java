package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void after_a_crash_nothing_of_the_machine_runs_not_even_a_finally_block() {
    ReentrantLock lock = new ReentrantLock();
    List<String> log =
        TinyWorld.run(
            1,
            world -> {
              AtomicReference<Machine> victim = new AtomicReference<>();
              victim.set(
                  world.node(
                      "victim",
                      () -> {
                        Thread.startVirtualThread(() -> sleepAndSay(world, "child"));
                        CompletableFuture.runAsync(() -> sleepAndSay(world, "common"));
                        lock.lock();
                        try {
                          sleepAndSay(world, "victim");
                        } finally {
                          world.say("cleaned up");
                          lock.unlock();
                        }
                      }));
              world.node(
                  "killer",
                  () -> {
                    Thread.sleep(5);
                    victim.get().halt();
                    world.say("killed");
                    Thread.sleep(50);
                    world.say("the lock is " + (lock.isLocked() ? "held" : "free"));
                  });
            });
    assertThat(log).containsExactly("5000000 killed", "55000000 the lock is held");
  }

  private static void sleepAndSay(TinyWorld world, String name) {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      world.say(name + " interrupted");
    }
    world.say(name + " woke");
  }

  @Test
  void threads_inherit_their_machine_wherever_they_come_from() {
    List<String> log =
        TinyWorld.run(
            1,
            world -> {
              Machine handler = world.machine("handler");
              handler.enter();
              Thread.ofVirtual().name("from a handler").start(() -> sleepAndSay(world, "first"));
              handler.leave();
              world.node(
                  "node",
                  () -> {
                    Thread.ofVirtual()
                        .factory()
                        .newThread(() -> sleepAndSay(world, "second"))
                        .start();
                    new CountDownLatch(1).await();
                  });
            });
    assertThat(log).containsExactlyInAnyOrder("10000000 first woke", "10000000 second woke");
  }

  @Test
  void what_a_thread_throws_is_told_to_the_host() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      Thread handled =
                          Thread.ofVirtual()
                              .uncaughtExceptionHandler((thread, thrown) -> world.say("handled"))
                              .start(MachineTest::fail);
                      handled.join();
                      Thread.ofVirtual().name("child").start(MachineTest::fail);
                    }));
    assertThat(log)
        .containsExactly("0 handled", "0 child threw java.lang.ArithmeticException: on purpose");
  }

  private static void fail() {
    throw new ArithmeticException("on purpose");
  }

  @Test
  void parallel_streams_run_in_the_thread_that_started_them() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () ->
                        world.say(
                            List.of(1, 2, 3, 4).parallelStream()
                                .map(i -> Thread.currentThread().getName())
                                .distinct()
                                .toList())));
    assertThat(log).containsExactly("0 [node]");
  }

  @Test
  void a_world_that_is_over_can_be_collected_with_the_threads_that_still_wait() {
    List<WeakReference<Object>> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TinyWorld.run(
          i,
          world ->
              world.node(
                  "node",
                  () -> {
                    Object onTheStack = new Object();
                    held.add(new WeakReference<>(onTheStack));
                    Thread.startVirtualThread(() -> sleepAndSay(world, "child")).join();
                    new CountDownLatch(1).await();
                    world.say(onTheStack);
                  }));
    }
    // The last one may still lie on the stack of a thread that has just ended.
    for (int attempt = 0;
        attempt < 50 && held.stream().filter(r -> r.get() != null).count() > 1;
        attempt++) {
      System.gc();
    }
    assertThat(held.stream().filter(reference -> reference.get() != null).count())
        .isLessThanOrEqualTo(1);
  }
}
