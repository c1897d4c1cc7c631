package dev.faultline.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a system, one operation after the other each, at a rate. Who does not know what came
 * of its operation never does anything again under that number. {@link #end} by any thread.
 */
final class ClientLoad {
  /** Where clients come from. */
  interface Clients {
    /** One that is connected; none where nobody answers now. */
    @Nullable Client connect();
  }

  /** A client, of one thread. */
  interface Client {
    /**
     * Does one operation, and records it under the number {@code process}; returns whether its
     * outcome is known and the client can go on.
     *
     * @throws IOException where the history cannot be written
     */
    boolean operate(SplittableRandom random, int process) throws IOException;

    /** Leaves the system; never fails. */
    void close();
  }

  private final Clients clients;
  private final long periodNanos;
  private final AtomicLong left;
  private final AtomicLong done = new AtomicLong();
  private final AtomicInteger processes = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A load.
   *
   * @param rate of each client, operations a second at most
   * @param operations how many in all
   */
  ClientLoad(Clients clients, int rate, long operations) {
    this.clients = clients;
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    this.left = new AtomicLong(operations);
  }

  /** Ends it soon. */
  void end() {
    ended.countDown();
  }

  /** Runs until it is ended, or all operations are done; returns how many were. */
  long run(int count, long seed) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        SplittableRandom random = new SplittableRandom(seed + i);
        running.add(
            threads.submit(() -> {
              drive(random);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      end();
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
    return done.get();
  }

  /**
   * Runs until the process is told to end, too. Whatever was invoked is in the history already; the
   * last lines are waited for.
   */
  long runUntilToldToEnd(int count, long seed) throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              end();
              awaitQuietly(over);
            },
            "faultline-load-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run(count, seed);
    } finally {
      over.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending.
        assert e != null;
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drive(SplittableRandom random) throws IOException, InterruptedException {
    int process = processes.getAndIncrement();
    @Nullable Client client = null;
    try {
      while (!ended.await(periodNanos, TimeUnit.NANOSECONDS)) {
        client = client == null ? clients.connect() : client;
        if (client == null) {
          continue;
        }
        if (left.getAndDecrement() <= 0) {
          return;
        }
        boolean known = client.operate(random, process);
        done.incrementAndGet();
        if (!known) {
          client.close();
          client = null;
          process = processes.getAndIncrement();
        }
      }
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }
}
