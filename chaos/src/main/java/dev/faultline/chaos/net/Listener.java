package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one proxy: it accepts clients, dials the server for each, and knows the
 * connections that live. Thread-safe. Accepting waits neither for dialling nor for a name server,
 * and goes on after every error.
 */
public final class Listener {
  /** How long to wait when the system has no descriptor left. */
  private static final long BACK_OFF_NANOS = 20_000_000;

  private static final int ACCEPTS_AT_A_TIME = 64;

  private final Network network;
  private final String proxy;
  private final Endpoint server;
  private final Traffic toServer;
  private final Traffic toClient;
  private final AtomicLong connections;
  private final Loop loop;
  private final Network.Binding binding;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final LongAdder failures = new LongAdder();
  private volatile List<Planted> toxics;
  private volatile boolean stopped;
  private @Nullable SelectionKey key;

  /**
   * Starts to listen.
   *
   * @param proxy the name, for draws
   * @param listen where
   * @param server whom to dial for each client
   * @param toxics all of the proxy's toxics, upstream ones first
   * @param counters what is counted, beyond the life of this listener
   * @throws IOException when the system refuses the address
   */
  public Listener(
      Network network,
      String proxy,
      InetSocketAddress listen,
      Endpoint server,
      List<Planted> toxics,
      Counters counters)
      throws IOException {
    this.network = network;
    this.proxy = proxy;
    this.server = server;
    this.toxics = List.copyOf(toxics);
    toServer = counters.upstream();
    toClient = counters.downstream();
    connections = counters.connections();
    binding = network.bind(listen);
    loop = network.nextLoop();
    loop.execute(this::accepting);
  }

  /**
   * What a proxy counts.
   *
   * @param upstream bytes from clients to the server
   * @param downstream bytes from the server to clients
   * @param connections how many clients have come
   */
  public record Counters(Traffic upstream, Traffic downstream, AtomicLong connections) {
    public Counters() {
      this(new Traffic(), new Traffic(), new AtomicLong());
    }
  }

  private void accepting() {
    try {
      key = loop.register(binding.channel(), SelectionKey.OP_ACCEPT, (ready, now) -> accept(now));
    } catch (IOException e) {
      failed(e);
    }
  }

  private void accept(long nowNanos) {
    ServerSocketChannel channel = binding.channel();
    try {
      for (int i = 0; i < ACCEPTS_AT_A_TIME; i++) {
        SocketChannel client = channel.accept();
        if (client == null) {
          return;
        }
        begin(client);
      }
    } catch (IOException e) {
      failed(e);
      if (!stopped) {
        backOff(nowNanos);
      }
    }
  }

  /** Without this the loop would spin: the client that cannot be accepted stays in the queue. */
  private void backOff(long nowNanos) {
    SelectionKey accepting = key;
    if (accepting == null || !accepting.isValid()) {
      return;
    }
    accepting.interestOps(0);
    Alarm again =
        new Alarm(loop.nextAlarm()) {
          @Override
          void ring(long now) {
            if (accepting.isValid()) {
              accepting.interestOps(SelectionKey.OP_ACCEPT);
            }
          }
        };
    loop.wakeAt(again, nowNanos + BACK_OFF_NANOS);
  }

  private void begin(SocketChannel client) throws IOException {
    SocketChannel upstream = null;
    try {
      client.configureBlocking(false);
      upstream = SocketChannel.open();
      upstream.configureBlocking(false);
    } catch (IOException e) {
      Loop.closeQuietly(client);
      if (upstream != null) {
        Loop.closeQuietly(upstream);
      }
      throw e;
    }
    Loop carrier = network.nextLoop();
    Relay relay = new Relay(this, carrier, connections.incrementAndGet(), client, upstream);
    relays.add(relay);
    if (server.isLiteral()) {
      carrier.execute(() -> resolveAndDial(relay, carrier));
    } else {
      Thread.startVirtualThread(() -> resolveAndDial(relay, carrier));
    }
    if (stopped) {
      carrier.execute(relay::close);
    }
  }

  private void resolveAndDial(Relay relay, Loop carrier) {
    try {
      InetSocketAddress address = server.resolve();
      carrier.execute(() -> relay.dial(address));
    } catch (IOException e) {
      failed(e);
      carrier.execute(relay::close);
    }
  }

  /** Where clients connect to: with the real port where 0 was asked for. */
  public InetSocketAddress address() {
    return binding.address();
  }

  /** From now on these toxics are at work; returns when all connections know. */
  public void replaceToxics(List<Planted> now) {
    toxics = List.copyOf(now);
    relays.forEach(Relay::reconfigure);
    network.settle();
  }

  /** Stops listening and closes all connections; returns when the address is free again. */
  public void stop() {
    stopped = true;
    loop.execute(() -> loop.closeNow(binding.channel()));
    relays.forEach(relay -> relay.loop().execute(relay::close));
    network.settle();
  }

  /** Closes one connection; false where there is none of this number. */
  public boolean kill(long number) {
    for (Relay relay : relays) {
      if (relay.number() == number) {
        relay.loop().execute(relay::reset);
        network.settle();
        return true;
      }
    }
    return false;
  }

  /** The connections that live, in the order in which they came. */
  public List<ConnectionView> connections() {
    List<ConnectionView> views = Collections.synchronizedList(new ArrayList<>());
    relays.forEach(relay ->
        relay
            .loop()
            .execute(() -> {
              if (!relay.isClosed()) {
                views.add(relay.view());
              }
            }));
    network.settle();
    return views.stream().sorted(Comparator.comparingLong(ConnectionView::number)).toList();
  }

  Draws draws() {
    return network.draws();
  }

  Budget budget() {
    return network.budget();
  }

  String proxy() {
    return proxy;
  }

  List<Planted> toxics() {
    return toxics;
  }

  Traffic traffic(Direction direction) {
    return direction == Direction.UPSTREAM ? toServer : toClient;
  }

  void ended(Relay relay) {
    relays.remove(relay);
  }

  /** A socket failed; that is what proxies are for, so it is counted and no more. */
  void failed(Exception e) {
    assert e != null;
    failures.increment();
  }

  /** How many sockets of this proxy have failed. */
  public long failures() {
    return failures.sum();
  }
}
