package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class TimeTest {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** What a single thread of a node measures on its own clock. */
  private static List<Duration> measured(TinyWorld.Body... bodies) {
    List<Duration> durations = new ArrayList<>();
    TinyWorld.run(
        1,
        world ->
            world.node(
                "node",
                () -> {
                  for (TinyWorld.Body body : bodies) {
                    long start = System.nanoTime();
                    body.run();
                    durations.add(Duration.ofNanos(System.nanoTime() - start));
                  }
                }));
    return durations;
  }

  @Test
  void timed_waits_take_exactly_their_time() {
    Object monitor = new Object();
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    assertThat(
            measured(
                () -> LockSupport.parkNanos(17),
                () -> Thread.sleep(Duration.ofHours(1)),
                () -> new LinkedBlockingQueue<>().poll(30, TimeUnit.SECONDS),
                () -> new CountDownLatch(1).await(2, TimeUnit.DAYS),
                () -> new Semaphore(0).tryAcquire(3, TimeUnit.MILLISECONDS),
                () -> {
                  synchronized (monitor) {
                    monitor.wait(1234);
                  }
                },
                () -> {
                  lock.lock();
                  try {
                    condition.await(5, TimeUnit.MINUTES);
                  } finally {
                    lock.unlock();
                  }
                }))
        .containsExactly(
            Duration.ofNanos(17),
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofDays(2),
            Duration.ofMillis(3),
            Duration.ofMillis(1234),
            Duration.ofMinutes(5));
  }

  @Test
  void waits_shorter_than_a_spin_end_too() {
    // The JDK spins when less than a microsecond is left, which time that stands still never ends.
    List<Duration> taken =
        measured(
            () -> new SynchronousQueue<>().poll(500, TimeUnit.NANOSECONDS),
            () -> new LinkedTransferQueue<>().poll(900, TimeUnit.NANOSECONDS));
    assertThat(taken)
        .allSatisfy(
            time -> assertThat(time).isBetween(Duration.ofNanos(500), Duration.ofNanos(2_000)));
  }

  @Test
  void futures_time_out_on_time() {
    assertThat(
            measured(
                () -> {
                  try {
                    new CompletableFuture<Void>().get(3, TimeUnit.SECONDS);
                  } catch (TimeoutException e) {
                    return;
                  }
                },
                () -> {
                  try {
                    new CompletableFuture<Void>().orTimeout(4, TimeUnit.SECONDS).get();
                  } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(TimeoutException.class);
                  }
                },
                () ->
                    assertThat(
                            new CompletableFuture<Integer>()
                                .completeOnTimeout(7, 5, TimeUnit.SECONDS)
                                .join())
                        .isEqualTo(7),
                () ->
                    CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS))
                        .join(),
                () ->
                    CompletableFuture.supplyAsync(() -> 1)
                        .thenCombineAsync(CompletableFuture.supplyAsync(() -> 2), Integer::sum)
                        .get(1, TimeUnit.SECONDS)))
        .containsExactly(
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(6),
            Duration.ZERO);
  }

  @Test
  void a_timeout_that_is_not_needed_leaves_nothing_behind() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      CompletableFuture<Integer> future = new CompletableFuture<>();
                      future.orTimeout(1, TimeUnit.HOURS);
                      future.complete(1);
                      LockSupport.unpark(Thread.currentThread());
                      LockSupport.parkNanos(Duration.ofHours(1).toNanos());
                      world.say(world.timersWaiting() + " timers");
                    }));
    assertThat(log).containsExactly("0 0 timers");
  }

  @Test
  void an_executor_keeps_its_schedule() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
                      executor.scheduleAtFixedRate(
                          () -> world.say("tick"), 10, 20, TimeUnit.MILLISECONDS);
                      executor.schedule(() -> world.say("once"), 35, TimeUnit.MILLISECONDS);
                      Thread.sleep(60);
                      executor.shutdownNow();
                      world.say(executor.awaitTermination(1, TimeUnit.DAYS));
                    }));
    assertThat(log)
        .containsExactly(
            "10000000 tick", "30000000 tick", "35000000 once", "50000000 tick", "60000000 true");
  }

  @Test
  void every_clock_shows_the_nodes_time() {
    List<String> log =
        TinyWorld.run(
            1,
            world ->
                world.node(
                    "node",
                    () -> {
                      LockSupport.parkNanos(1_500_000_000);
                      world.say(Instant.now());
                      world.say(Clock.systemUTC().instant());
                      world.say(new Date().toInstant());
                      world.say(Instant.ofEpochMilli(System.currentTimeMillis()));
                      LockSupport.parkNanos(123);
                      world.say(Instant.now());
                    }));
    assertThat(log)
        .containsExactly(
            "1500000000 2026-01-01T00:00:01.500Z",
            "1500000000 2026-01-01T00:00:01.500Z",
            "1500000000 2026-01-01T00:00:01.500Z",
            "1500000000 2026-01-01T00:00:01.500Z",
            "1500000123 2026-01-01T00:00:01.500000123Z");
  }

  @Test
  void a_handler_sees_the_nodes_clock_too() {
    TinyWorld.run(
        1,
        world -> {
          Machine machine = world.machine("node");
          machine.enter();
          assertThat(Instant.now()).isEqualTo(EPOCH);
          machine.leave();
          assertThat(Instant.now()).isNotEqualTo(EPOCH);
        });
  }

  @Test
  void outside_worlds_the_clocks_are_the_machines() {
    long before = System.nanoTime();
    LockSupport.parkNanos(1000);
    assertThat(System.nanoTime()).isGreaterThan(before);
    assertThat(Instant.now()).isAfter(EPOCH);
  }

  @Test
  void a_thread_that_waits_actively_lets_time_pass() {
    assertThat(
            measured(() -> {
              long end = System.nanoTime() + Duration.ofMillis(2).toNanos();
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
            }))
        .allSatisfy(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ofMillis(2)));
  }
}
