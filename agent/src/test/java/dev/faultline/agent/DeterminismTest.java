package dev.faultline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs whose threads contend, run twice under each of many schedules while the machine is busy
 * with other things.
 */
class DeterminismTest {
  private static final int SEEDS = 1_000;
  private static final List<Thread> LOAD = new ArrayList<>();
  private static volatile boolean loaded = true;

  @BeforeAll
  static void load_the_machine() {
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      LOAD.add(Thread.ofPlatform().daemon().start(DeterminismTest::compute));
    }
  }

  private static void compute() {
    Set<Object> garbage = new HashSet<>();
    while (loaded) {
      garbage.add(new Object());
      if (garbage.size() > 1_000) {
        garbage.clear();
      }
    }
  }

  @AfterAll
  static void release_the_machine() throws InterruptedException {
    loaded = false;
    for (Thread thread : LOAD) {
      thread.join();
    }
  }

  static List<Named<Consumer<TinyWorld>>> programs() {
    return List.of(
        Named.of("synchronized", DeterminismTest::monitors),
        Named.of("wait and notify", DeterminismTest::waitAndNotify),
        Named.of("locks", DeterminismTest::locks),
        Named.of("queues", DeterminismTest::queues),
        Named.of("futures", DeterminismTest::futures),
        Named.of("executors", DeterminismTest::executors),
        Named.of("synchronizers", DeterminismTest::synchronizers),
        Named.of("interrupts", DeterminismTest::interrupts));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void the_same_seed_gives_the_same_events(Consumer<TinyWorld> program) {
    Set<List<String>> histories = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      List<String> log = TinyWorld.run(seed, program);
      assertThat(TinyWorld.run(seed, program)).as("seed %d", seed).isEqualTo(log);
      histories.add(log);
    }
    assertThat(histories).as("schedules do differ").hasSizeGreaterThan(10);
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(ThreadLocalRandom.current().nextInt(3));
  }

  private static void monitors(TinyWorld world) {
    Object outer = new Object();
    Object inner = new Object();
    for (int i = 0; i < 4; i++) {
      int id = i;
      world.node(
          "n" + id,
          () -> {
            for (int round = 0; round < 3; round++) {
              synchronized (outer) {
                world.say(id + " outer");
                Thread.yield();
                synchronized (inner) {
                  pause();
                  world.say(id + " inner");
                }
              }
            }
          });
    }
  }

  private static void waitAndNotify(TinyWorld world) {
    Object monitor = new Object();
    int[] tokens = {0};
    for (int i = 0; i < 4; i++) {
      int id = i;
      world.node(
          "taker" + id,
          () -> {
            synchronized (monitor) {
              while (tokens[0] == 0) {
                monitor.wait(id == 0 ? 2 : 0);
                world.say(id + " woke");
              }
              tokens[0]--;
              world.say(id + " took");
            }
          });
    }
    world.node(
        "giver",
        () -> {
          for (int round = 0; round < 4; round++) {
            pause();
            synchronized (monitor) {
              tokens[0]++;
              if (round % 2 == 0) {
                monitor.notify();
              } else {
                monitor.notifyAll();
              }
              Thread.yield();
            }
          }
        });
  }

  private static void locks(TinyWorld world) {
    ReentrantLock lock = new ReentrantLock();
    Condition changed = lock.newCondition();
    ReentrantReadWriteLock readWrite = new ReentrantReadWriteLock();
    StampedLock stamped = new StampedLock();
    for (int i = 0; i < 4; i++) {
      int id = i;
      world.node(
          "n" + id,
          () -> {
            if (lock.tryLock(1, TimeUnit.MILLISECONDS)) {
              try {
                world.say(id + " signalled " + changed.await(1 + id, TimeUnit.MILLISECONDS));
                changed.signal();
              } finally {
                lock.unlock();
              }
            }
            (id % 2 == 0 ? readWrite.readLock() : readWrite.writeLock()).lock();
            pause();
            world.say(id + " has the read-write lock");
            (id % 2 == 0 ? readWrite.readLock() : readWrite.writeLock()).unlock();
            long stamp = stamped.writeLock();
            pause();
            world.say(id + " has the stamped lock");
            stamped.unlockWrite(stamp);
          });
    }
  }

  private static void queues(TinyWorld world) {
    BlockingQueue<String> bounded = new ArrayBlockingQueue<>(2);
    BlockingQueue<String> direct = new SynchronousQueue<>();
    for (int i = 0; i < 3; i++) {
      int id = i;
      world.node(
          "producer" + id,
          () -> {
            for (int item = 0; item < 3; item++) {
              bounded.put(id + "-" + item);
            }
            world.say("offered " + direct.offer("d" + id, 2, TimeUnit.MILLISECONDS));
          });
    }
    world.node(
        "consumer",
        () -> {
          for (String item = bounded.take();
              item != null;
              item = bounded.poll(3, TimeUnit.MILLISECONDS)) {
            world.say(item);
            pause();
          }
          world.say(direct.poll(1, TimeUnit.MILLISECONDS));
        });
  }

  private static void futures(TinyWorld world) {
    world.node(
        "node",
        () -> {
          List<CompletableFuture<Integer>> parts = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            int part = i;
            parts.add(
                CompletableFuture.supplyAsync(
                        () -> part,
                        CompletableFuture.delayedExecutor(
                            ThreadLocalRandom.current().nextInt(3), TimeUnit.MILLISECONDS))
                    .thenApplyAsync(value -> {
                      world.say("part " + value);
                      return value;
                    }));
          }
          CompletableFuture<Object> first =
              CompletableFuture.anyOf(parts.toArray(CompletableFuture[]::new));
          world.say("first " + first.get(1, TimeUnit.SECONDS));
          CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
              .orTimeout(2, TimeUnit.MILLISECONDS)
              .handle((all, late) -> late == null ? "all" : "late")
              .thenAccept(world::say)
              .join();
        });
  }

  private static void executors(TinyWorld world) {
    world.node(
        "node",
        () -> {
          try (ExecutorService pool = Executors.newFixedThreadPool(3);
              ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
              int task = i;
              (task % 2 == 0 ? pool : each)
                  .submit(() -> {
                    pause();
                    world.say(task + " on " + Thread.currentThread().getName());
                    return task;
                  });
            }
          }
          world.say("done");
        });
  }

  private static void synchronizers(TinyWorld world) {
    Semaphore semaphore = new Semaphore(2);
    CyclicBarrier barrier = new CyclicBarrier(3);
    Phaser phaser = new Phaser(3);
    Exchanger<String> exchanger = new Exchanger<>();
    for (int i = 0; i < 3; i++) {
      int id = i;
      world.node(
          "n" + id,
          () -> {
            semaphore.acquire();
            pause();
            world.say(id + " acquired");
            semaphore.release();
            world.say(id + " at the barrier " + barrier.await());
            world.say(id + " phase " + phaser.arriveAndAwaitAdvance());
            if (id < 2) {
              world.say(id + " got " + exchanger.exchange("from " + id));
            }
          });
    }
  }

  private static void interrupts(TinyWorld world) {
    Object monitor = new Object();
    List<Thread> sleepers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int id = i;
      world.node(
          "n" + id,
          () -> {
            sleepers.add(Thread.currentThread());
            try {
              synchronized (monitor) {
                if (id % 2 == 0) {
                  monitor.wait(5);
                } else {
                  Thread.sleep(5);
                }
              }
              world.say(id + " slept");
            } catch (InterruptedException e) {
              world.say(id + " interrupted");
            }
          });
    }
    world.node(
        "interrupter",
        () -> {
          pause();
          for (Thread sleeper : List.copyOf(sleepers)) {
            pause();
            sleeper.interrupt();
          }
        });
  }
}
