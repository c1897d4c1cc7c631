package dev.faultline.chaos.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The loops that all proxies of a server share, one for each core. Thread-safe. No method here
 * waits for a peer.
 */
public final class Network implements AutoCloseable {
  /** A loop waits for no peer, but a busy machine may leave it without a processor for seconds. */
  private static final Duration SETTLE_MOST = Duration.ofSeconds(30);

  private final List<Loop> loops = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final long originNanos = System.nanoTime();
  private final Draws draws;
  private final Budget budget;
  private final Reserve reserve = new Reserve();
  private final Duration settleMost;
  private final Resolver resolver;

  /** Resolves names to addresses. */
  public interface Resolver {
    /** The address; may wait for a name server. */
    InetSocketAddress resolve(Endpoint endpoint) throws UnknownHostException;
  }

  /**
   * Starts the loops.
   *
   * @param seed the seed of all random choices
   * @param loopCount how many threads carry connections, at least 1
   * @param heldBytesMax how much all connections together hold back before senders are slowed down
   */
  public Network(long seed, int loopCount, long heldBytesMax) {
    this(seed, loopCount, heldBytesMax, SETTLE_MOST);
  }

  /** The same, with the longest time to wait for loops that do not respond. */
  public Network(long seed, int loopCount, long heldBytesMax, Duration settleMost) {
    this(seed, loopCount, heldBytesMax, settleMost, Endpoint::resolve);
  }

  /** The same, with a resolver for names. */
  public Network(
      long seed, int loopCount, long heldBytesMax, Duration settleMost, Resolver resolver) {
    this.settleMost = settleMost;
    this.resolver = resolver;
    draws = new Draws(seed);
    budget = new Budget(heldBytesMax);
    for (int i = 0; i < loopCount; i++) {
      loops.add(new Loop("faultline-proxy-" + (i + 1), originNanos));
    }
    loops.forEach(Loop::start);
  }

  /** The random draws. */
  public Draws draws() {
    return draws;
  }

  /** The seed of all random choices. */
  public long seed() {
    return draws.seed();
  }

  /** The memory budget of all connections. */
  public Budget budget() {
    return budget;
  }

  /** The descriptors reserved from clients. */
  Reserve reserve() {
    return reserve;
  }

  /** Nanoseconds since the network began: the clock of all loops. */
  public long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  /**
   * Resolves a name to its address; may wait for a name server.
   *
   * @throws UnknownHostException if the name has no address
   */
  public InetSocketAddress resolve(Endpoint endpoint) throws UnknownHostException {
    return resolver.resolve(endpoint);
  }

  Loop nextLoop() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }

  /**
   * Listens at {@code address}.
   *
   * @throws IOException when the system refuses, with its reason
   */
  Binding bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(address, 1024);
      channel.configureBlocking(false);
      return new Binding(channel, (InetSocketAddress) channel.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      Loop.closeQuietly(channel);
      throw e;
    }
  }

  /** A listening socket and its address. */
  record Binding(ServerSocketChannel channel, InetSocketAddress address) {}

  /**
   * Waits until every loop has finished the tasks handed to it before; the wait is short and
   * bounded.
   *
   * @throws IllegalStateException if a loop does not finish in time; it still runs its tasks when
   *     it continues
   */
  void settle() {
    CompletableFuture<?>[] fences =
        loops.stream().map(Loop::fence).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(fences).get(settleMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a loop of the proxy stands still", e);
    }
  }

  @Override
  public void close() {
    loops.forEach(Loop::stop);
    reserve.close();
  }
}
