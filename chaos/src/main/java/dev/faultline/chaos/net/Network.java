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
 * The loops that all proxies of a server share: one a core. Thread-safe. Nothing here waits for a
 * peer.
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

  /** Says which address a name stands for. */
  public interface Resolver {
    /** The address; may wait for a name server. */
    InetSocketAddress resolve(Endpoint endpoint) throws UnknownHostException;
  }

  /**
   * Starts the loops.
   *
   * @param seed from which all that is left to chance follows
   * @param loopCount how many threads carry connections, at least 1
   * @param heldBytesMax how much all connections together hold back before senders are slowed down
   */
  public Network(long seed, int loopCount, long heldBytesMax) {
    this(seed, loopCount, heldBytesMax, SETTLE_MOST);
  }

  /** The same, with how long to wait at most for loops that stand still. */
  public Network(long seed, int loopCount, long heldBytesMax, Duration settleMost) {
    this(seed, loopCount, heldBytesMax, settleMost, Endpoint::resolve);
  }

  /** The same, with whom to ask for addresses. */
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

  /** What is left to chance. */
  public Draws draws() {
    return draws;
  }

  /** The seed from which all that is left to chance follows. */
  public long seed() {
    return draws.seed();
  }

  /** What all connections hold back. */
  public Budget budget() {
    return budget;
  }

  /** Descriptors that clients do not get. */
  Reserve reserve() {
    return reserve;
  }

  /** Nanoseconds since the network began: the clock of all loops. */
  public long nowNanos() {
    return System.nanoTime() - originNanos;
  }

  /**
   * Which address a name stands for; may wait for a name server.
   *
   * @throws UnknownHostException where there is none
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

  /** A socket that listens, and where. */
  record Binding(ServerSocketChannel channel, InetSocketAddress address) {}

  /**
   * Waits until every loop has done what was handed over to it before; a moment, and bounded.
   *
   * @throws IllegalStateException where a loop does not get there in time; what was handed over is
   *     still done when it goes on
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
