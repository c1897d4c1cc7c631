package dev.faultline.bench.sim;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;

/** How often a second the threads of a blocking node take turns, on one core. */
public final class SwitchBenchmark implements Benchmark {
  private static final int TURNS = 400_000;
  private static final int WARMUPS = 4;
  private static final int ROUNDS = 9;

  @Override
  public String name() {
    return "switches";
  }

  @Override
  public String description() {
    return "turns of a blocking node's threads a second, on one core";
  }

  @Override
  public void run(List<String> args) {
    new Rounds("switches/s")
        .add("two threads yield to each other", world(SwitchBenchmark::yielding))
        .add("two threads park and unpark each other", world(SwitchBenchmark::parking))
        .add("hand-over through a SynchronousQueue", world(SwitchBenchmark::handingOver))
        .add("a thread sleeps, and wakes", world(SwitchBenchmark::sleeping))
        .run(WARMUPS, ROUNDS);
  }

  /** Counts the steps that the world really took, whatever the node meant to do. */
  private static DoubleSupplier world(BlockingNode body) {
    return () -> {
      World world =
          new World(
              new QuietAdversary(1),
              WorldOptions.DEFAULT.withDuration(Duration.ofDays(1)).withMaxEvents(Long.MAX_VALUE));
      world.blockingNode("node", body);
      long before = System.nanoTime();
      var result = world.run();
      long nanos = System.nanoTime() - before;
      if (result.violation() != null || result.events() < TURNS) {
        throw new AssertionError("the world did not do the work: " + result);
      }
      return Rounds.perSecond(result.events(), nanos);
    };
  }

  private static void yielding(BlockingEnv env) throws InterruptedException {
    Thread other = Thread.startVirtualThread(SwitchBenchmark::yieldOften);
    yieldOften();
    other.join();
  }

  private static void yieldOften() {
    for (int i = 0; i < TURNS / 2; i++) {
      Thread.yield();
    }
  }

  private static void parking(BlockingEnv env) {
    Thread first = Thread.currentThread();
    Thread second =
        Thread.startVirtualThread(() -> {
          for (int i = 0; i < TURNS / 2; i++) {
            LockSupport.park();
            LockSupport.unpark(first);
          }
        });
    for (int i = 0; i < TURNS / 2; i++) {
      LockSupport.unpark(second);
      LockSupport.park();
    }
  }

  private static void handingOver(BlockingEnv env) throws InterruptedException {
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    Thread.startVirtualThread(() -> {
      try {
        for (int i = 0; i < TURNS; i++) {
          queue.put(i);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    for (int i = 0; i < TURNS; i++) {
      queue.take();
    }
  }

  private static void sleeping(BlockingEnv env) throws InterruptedException {
    for (int i = 0; i < TURNS; i++) {
      Thread.sleep(1);
    }
  }
}
