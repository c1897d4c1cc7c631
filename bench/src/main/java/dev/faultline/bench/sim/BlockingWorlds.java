package dev.faultline.bench.sim;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Small worlds of a blocking node whose threads are left in every way that a thread can be left in,
 * and which end in every way that a world can end in.
 */
final class BlockingWorlds {
  private static final int ENDINGS = 5;
  private static final int PAYLOAD_BYTES = 1_000;

  private BlockingWorlds() {}

  /** Runs the world of a seed; returns its trace hash. */
  static long run(long seed) {
    int ending = (int) (seed % ENDINGS);
    WorldOptions options = WorldOptions.DEFAULT.withDuration(Duration.ofMillis(20));
    World world =
        new World(new QuietAdversary(seed), ending == 4 ? options.withMaxEvents(12) : options);
    world.model(SystemModel.asynchronous().crashRecovery(1));
    Left left = Left.values()[(int) (seed / ENDINGS % Left.values().length)];
    byte[] payload = new byte[PAYLOAD_BYTES];
    world.blockingNode(
        "node",
        env -> {
          Thread.startVirtualThread(() -> LockSupport.park(payload));
          left.leave(env);
          throw new IllegalStateException("went on with " + payload.length + " bytes");
        });
    switch (ending) {
      case 1 -> world.fault(Duration.ofMillis(5), new Fault.Crash("node", Duration.ofMillis(5)));
      case 2 -> world.at(Duration.ofMillis(5), world::stop);
      case 3 -> world.always("is over soon", () -> world.nowNanos() < 5_000_000);
      default -> {}
    }
    world.at(Duration.ofMillis(6), () -> {});
    WorldResult result = world.run();
    if ((result.violation() != null) != (ending == 3)) {
      throw new AssertionError(
          "world " + seed + " ended otherwise than by " + ending + ": " + result);
    }
    return result.traceHash();
  }

  private enum Left {
    RECEIVING {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        env.receive();
      }
    },
    WAITING {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        Object monitor = new Object();
        synchronized (monitor) {
          while (true) {
            monitor.wait();
          }
        }
      }
    },
    BLOCKED {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        Object monitor = new Object();
        Thread.startVirtualThread(() -> {
          synchronized (monitor) {
            while (true) {
              LockSupport.park();
            }
          }
        });
        Thread.sleep(1);
        synchronized (monitor) {
          throw new IllegalStateException("nobody released the monitor");
        }
      }
    },
    LOCKED {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Thread.startVirtualThread(lock::lock).join();
      }
    },
    ASLEEP {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        Thread.sleep(Duration.ofDays(1000));
      }
    },
    IN_AN_EXECUTOR {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        env.executor(2).submit(() -> CompletableFuture.runAsync(never::countDown).join());
        new CountDownLatch(1).await();
      }
    },
    TURNING {
      @Override
      void leave(BlockingEnv env) throws InterruptedException {
        while (true) {
          Thread.sleep(1);
        }
      }
    };

    abstract void leave(BlockingEnv env) throws InterruptedException;
  }
}
