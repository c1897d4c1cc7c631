package dev.faultline.cli;

import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Clients of some keys of a Redis, and their history. An operation is in the file before it is
 * sent, and its outcome before the next one: what is in the file may be judged at any time.
 */
final class RedisLoad implements AutoCloseable {
  /** A server that does not answer for so long is left. */
  private static final int PATIENCE_MILLIS = 2_000;

  private final List<InetSocketAddress> addresses;
  private final String prefix;
  private final int keys;
  private final int replicas;
  private final long periodNanos;
  private final Writer history;
  private final AtomicLong left;
  private final AtomicLong done = new AtomicLong();
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  RedisLoad(
      List<InetSocketAddress> addresses,
      String prefix,
      int keys,
      int replicas,
      int rate,
      long operations,
      Path file)
      throws IOException {
    this.addresses = List.copyOf(addresses);
    this.prefix = prefix;
    this.keys = keys;
    this.replicas = replicas;
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    this.left = new AtomicLong(operations);
    this.history = Files.newBufferedWriter(file);
  }

  /** Ends it soon. */
  void end() {
    ended.countDown();
  }

  /** Runs until it is ended, or all operations are done; returns how many were. */
  long run(int clients, long seed) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
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

  private void drive(SplittableRandom random) throws IOException, InterruptedException {
    int process = processes.getAndIncrement();
    RedisNode.@Nullable Client client = null;
    try {
      while (!ended.await(periodNanos, TimeUnit.NANOSECONDS)) {
        client = client == null ? connect() : client;
        if (client == null) {
          continue;
        }
        if (left.getAndDecrement() <= 0) {
          return;
        }
        int key = random.nextInt(keys);
        boolean known =
            random.nextBoolean() ? write(client, process, key) : read(client, process, key);
        done.incrementAndGet();
        if (!known) {
          client.close();
          client = null;
          // One whose outcome nobody knows never does anything again.
          process = processes.getAndIncrement();
        }
      }
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }

  private RedisNode.@Nullable Client connect() {
    for (InetSocketAddress address : addresses) {
      RedisNode.Client client = connect(address);
      if (client != null) {
        return client;
      }
    }
    return null;
  }

  /** A client of this server; none where it does not answer, or is no primary and others may be. */
  private RedisNode.@Nullable Client connect(InetSocketAddress address) {
    RedisNode.@Nullable Client client = null;
    try {
      client =
          RedisNode.client(new Socket(address.getAddress(), address.getPort()), PATIENCE_MILLIS);
      if (addresses.size() == 1 || client.ask("INFO", "replication").contains("role:master")) {
        return client;
      }
      client.close();
    } catch (IOException e) {
      closeQuietly(client);
    }
    return null;
  }

  private static void closeQuietly(RedisNode.@Nullable Client client) {
    try {
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      // It is closed anyhow.
      assert e != null;
    }
  }

  private boolean write(RedisNode.Client client, int process, int key) throws IOException {
    String value = Integer.toString(values.incrementAndGet());
    record(process, "invoke", "write", key, value);
    boolean known = false;
    try {
      client.ask("SET", prefix + key, value);
      known =
          replicas == 0
              || Integer.parseInt(
                      client.ask("WAIT", Integer.toString(replicas), "" + PATIENCE_MILLIS / 2))
                  >= replicas;
    } catch (IOException e) {
      // It may have happened.
      known = false;
    }
    record(process, known ? "ok" : "info", "write", key, value);
    return known;
  }

  private boolean read(RedisNode.Client client, int process, int key) throws IOException {
    record(process, "invoke", "read", key, "nil");
    try {
      String value = client.ask("GET", prefix + key);
      record(process, "ok", "read", key, value.isEmpty() ? "nil" : value);
      return true;
    } catch (IOException e) {
      // A read that nobody has seen has changed nothing.
      record(process, "fail", "read", key, "nil");
      return false;
    }
  }

  private void record(int process, String type, String name, int key, String value)
      throws IOException {
    synchronized (history) {
      history.write(
          "{:process %d, :type :%s, :f :%s, :value [%d %s]}\n"
              .formatted(process, type, name, key, value));
      history.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (history) {
      history.close();
    }
  }
}
