package dev.faultline.runtime;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several drivers, each with its own thread, port and handler, for programs that need more than one
 * core. Shards share nothing: a session stays on the shard on which it was begun, or to whose port
 * its peer connected. Thread-safe, except for the sessions and drivers that are passed to the
 * shards' own threads.
 */
public final class LinkShards implements AutoCloseable {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final int PORT_MAX = 65_535;

  private final List<LinkDriver> drivers;
  private final List<LinkThread> threads = new ArrayList<>();

  private LinkShards(List<LinkDriver> drivers, Supplier<IdleStrategy> idle) {
    this.drivers = drivers;
    for (int shard = 0; shard < drivers.size(); shard++) {
      threads.add(new LinkThread("faultline-shard-" + shard, drivers.get(shard), idle.get()));
    }
  }

  /**
   * Starts the shards.
   *
   * @param bind address of the first shard; the others listen at the following ports, or at free
   *     ones if its port is 0
   * @param handlers makes the handler of each shard, which only that shard's thread will call
   * @param idle makes the idle strategy of each thread
   * @throws RuntimeException as {@link LinkDriver#open} does; no shard is left open then
   */
  public static LinkShards start(
      int count,
      InetSocketAddress bind,
      DriverOptions options,
      IntFunction<LinkHandler> handlers,
      Supplier<IdleStrategy> idle) {
    return start(count, bind, options, handlers, idle, null);
  }

  /**
   * Starts shards for logged streams, each with its own log in {@code shard-0}, {@code shard-1} …
   * of the folder. A recovered session stays on its shard, so the number of shards should not
   * change.
   *
   * @throws RuntimeException as {@link LinkDriver#openDurable} does; no shard is left open then
   */
  public static LinkShards startDurable(
      int count,
      InetSocketAddress bind,
      DriverOptions options,
      IntFunction<LinkHandler> handlers,
      Supplier<IdleStrategy> idle,
      Path folder) {
    return start(count, bind, options, handlers, idle, folder);
  }

  private static LinkShards start(
      int count,
      InetSocketAddress bind,
      DriverOptions options,
      IntFunction<LinkHandler> handlers,
      Supplier<IdleStrategy> idle,
      @Nullable Path folder) {
    if (count < 1 || bind.getPort() + count - 1 > PORT_MAX) {
      throw new IllegalArgumentException(
          "%d shards from port %d on, expected at least 1, and ports up to %d"
              .formatted(count, bind.getPort(), PORT_MAX));
    }
    List<LinkDriver> drivers = new ArrayList<>();
    try {
      for (int shard = 0; shard < count; shard++) {
        InetSocketAddress own = port(bind, shard);
        LinkHandler handler = handlers.apply(shard);
        drivers.add(
            folder == null
                ? LinkDriver.open(own, options, handler)
                : LinkDriver.openDurable(own, options, handler, folder.resolve("shard-" + shard)));
      }
    } catch (RuntimeException | Error e) {
      drivers.forEach(LinkDriver::close);
      throw e;
    }
    return new LinkShards(List.copyOf(drivers), idle);
  }

  private static InetSocketAddress port(InetSocketAddress first, int shard) {
    if (first.getPort() == 0 || shard == 0) {
      return first;
    }
    return new InetSocketAddress(first.getAddress(), first.getPort() + shard);
  }

  /** The number of shards. */
  public int count() {
    return drivers.size();
  }

  /**
   * The addresses at which the shards listen. Peers distribute their sessions over them with {@link
   * #shardOf} or in any other way.
   */
  public List<InetSocketAddress> addresses() {
    return drivers.stream().map(LinkDriver::localAddress).toList();
  }

  /**
   * The shard that a key belongs to: always the same one; consecutive keys belong to different
   * shards.
   */
  public int shardOf(long key) {
    return shardOf(key, count());
  }

  /**
   * The shard out of {@code count} that a key belongs to, for peers with another number of shards.
   */
  public static int shardOf(long key, int count) {
    return (int) Math.unsignedMultiplyHigh(key * SPREAD, count);
  }

  /**
   * Begins a session on the key's shard.
   *
   * @param begun receives the session on the shard's thread, to open streams and offer the first
   *     messages
   * @return the session, which only the shard's thread may use; see {@link #execute}
   */
  public CompletionStage<Session> connect(
      long key, InetSocketAddress peer, Consumer<Session> begun) {
    CompletableFuture<Session> result = new CompletableFuture<>();
    execute(
        shardOf(key),
        driver -> {
          try {
            Session session = driver.connect(peer);
            try {
              begun.accept(session);
            } catch (RuntimeException | Error e) {
              session.abort(System.nanoTime());
              throw e;
            }
            result.complete(session);
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Runs a task with a shard's driver on the shard's thread. */
  public void execute(int shard, Consumer<LinkDriver> task) {
    LinkDriver driver = drivers.get(shard);
    driver.execute(() -> task.accept(driver));
  }

  /** The failure that ended any shard's thread before it was closed, or null. */
  public @Nullable Throwable failure() {
    for (LinkThread thread : threads) {
      Throwable failure = thread.failure();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** Stops all threads and closes all drivers, even if closing one of them fails. */
  @Override
  public void close() {
    RuntimeException first = null;
    for (LinkThread thread : threads) {
      try {
        thread.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
