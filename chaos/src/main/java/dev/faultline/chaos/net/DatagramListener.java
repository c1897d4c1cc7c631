package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * The sockets of one UDP proxy. Each client has its own socket to the server, and is forgotten
 * after a period of silence. Thread-safe; all work runs on one loop.
 */
public final class DatagramListener implements Carrier {
  /** Beyond this the datagrams of new clients are dropped. */
  private static final int CLIENTS_MOST = 10_000;

  private static final int READS_AT_A_TIME = 64;

  private final Network network;
  private final Route route;
  private final Counters counters;
  private final long idleNanos;
  private final Loop loop;
  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final LongAdder failures = new LongAdder();
  private final Alarm scheduleAlarm;
  private final Alarm idleAlarm;
  private final Map<InetSocketAddress, DatagramClient> clients = new LinkedHashMap<>();

  /** The size of {@link #clients}, for other threads. */
  private volatile int open;

  private volatile List<Planted> toxics;
  private boolean stopped;

  /**
   * Starts to listen.
   *
   * @param toxics all of the proxy's toxics, in the order of their chains
   * @param counters the proxy's counters, which outlive this listener
   * @param idleMillis how long a client must be silent to be forgotten
   * @throws IOException when the system refuses the address
   */
  public DatagramListener(
      Network network, Route route, List<Planted> toxics, Counters counters, long idleMillis)
      throws IOException {
    this.network = network;
    this.route = route;
    this.counters = counters;
    this.toxics = List.copyOf(toxics);
    idleNanos = Math.min(idleMillis, Long.MAX_VALUE / 4_000_000) * 1_000_000;
    loop = network.nextLoop();
    channel = DatagramChannel.open();
    try {
      channel.bind(route.listen());
      channel.configureBlocking(false);
      address = (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      Loop.closeQuietly(channel);
      throw e;
    }
    scheduleAlarm = alarm(this::apply);
    idleAlarm = alarm(this::expire);
    loop.execute(() -> {
      try {
        loop.register(channel, SelectionKey.OP_READ, (key, now) -> read(now));
      } catch (IOException e) {
        failed(e);
      }
      apply();
    });
  }

  private Alarm alarm(Runnable action) {
    return new Alarm(loop.nextAlarm()) {
      @Override
      void ring(long nowNanos) {
        action.run();
      }
    };
  }

  private void read(long nowNanos) {
    for (int i = 0; i < READS_AT_A_TIME && !stopped; i++) {
      ByteBuffer buffer = loop.buffer();
      try {
        if (!(channel.receive(buffer) instanceof InetSocketAddress from)) {
          return;
        }
        buffer.flip();
        counters.upstream().received().add(buffer.remaining());
        ByteBuffer bytes = copyOf(buffer);
        DatagramClient client = clients.get(from);
        if (client == null) {
          if (clients.size() >= CLIENTS_MOST) {
            continue;
          }
          client = begin(from, nowNanos);
        }
        client.offer(bytes, nowNanos);
      } catch (IOException e) {
        failed(e);
        return;
      }
    }
  }

  private DatagramClient begin(InetSocketAddress from, long nowNanos) throws IOException {
    if (!network.reserve().isFull()) {
      throw new IOException("the system has no descriptor left for a client");
    }
    DatagramChannel server;
    try {
      server = DatagramChannel.open();
    } catch (IOException e) {
      network.reserve().letGo();
      throw e;
    }
    try {
      server.configureBlocking(false);
    } catch (IOException e) {
      Loop.closeQuietly(server);
      throw e;
    }
    long number = counters.connections().incrementAndGet();
    DatagramClient client = new DatagramClient(this, loop, number, from, server);
    clients.put(from, client);
    open = clients.size();
    client.reconfigure(toxics, nowNanos);
    if (clients.size() == 1) {
      loop.wakeAt(idleAlarm, nowNanos + idleNanos);
    }
    // Without a server it is a black hole: the client's socket stays unconnected, and silent.
    route
        .server()
        .ifPresent(endpoint -> {
          if (endpoint.isLiteral()) {
            resolve(client, endpoint);
          } else {
            Thread.startVirtualThread(() -> resolve(client, endpoint));
          }
        });
    return client;
  }

  private void resolve(DatagramClient client, Endpoint endpoint) {
    try {
      InetSocketAddress to = network.resolve(endpoint);
      loop.execute(() -> client.connect(to));
    } catch (IOException e) {
      failed(e);
      loop.execute(() -> forget(client));
    }
  }

  void answer(ByteBuffer bytes, InetSocketAddress to) {
    try {
      int count = bytes.remaining();
      if (channel.send(bytes, to) == count) {
        counters.downstream().sent().add(count);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void expire() {
    long now = loop.nowNanos();
    long earliest = Long.MAX_VALUE;
    for (DatagramClient client : List.copyOf(clients.values())) {
      if (client.holds()) {
        earliest = Math.min(earliest, now + idleNanos);
      } else if (now - client.activeAtNanos() >= idleNanos) {
        forget(client);
      } else {
        earliest = Math.min(earliest, client.activeAtNanos() + idleNanos);
      }
    }
    loop.wakeAt(idleAlarm, earliest);
  }

  void forget(DatagramClient client) {
    // Its address may have come back as another client since.
    clients.remove(client.address(), client);
    open = clients.size();
    client.close();
  }

  private void apply() {
    if (stopped) {
      return;
    }
    long now = loop.nowNanos();
    long nextChange = Long.MAX_VALUE;
    for (Planted toxic : toxics) {
      nextChange = Math.min(nextChange, toxic.nextChangeNanos(now));
    }
    loop.wakeAt(scheduleAlarm, nextChange);
    clients.values().forEach(client -> client.reconfigure(toxics, now));
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void replaceToxics(List<Planted> now) {
    toxics = List.copyOf(now);
    loop.execute(this::apply);
    network.settle();
  }

  @Override
  public void stop() {
    loop.execute(() -> {
      stopped = true;
      loop.wakeAt(scheduleAlarm, Long.MAX_VALUE);
      loop.wakeAt(idleAlarm, Long.MAX_VALUE);
      clients.values().forEach(DatagramClient::close);
      clients.clear();
      open = 0;
      loop.closeNow(channel);
    });
    network.settle();
  }

  @Override
  public boolean kill(long number) {
    CompletableFuture<Boolean> killed = new CompletableFuture<>();
    loop.execute(() -> {
      for (DatagramClient client : clients.values()) {
        if (client.number() == number) {
          forget(client);
          killed.complete(true);
          return;
        }
      }
      killed.complete(false);
    });
    network.settle();
    return killed.getNow(false);
  }

  @Override
  public List<ConnectionView> connections() {
    CompletableFuture<List<ConnectionView>> views = new CompletableFuture<>();
    loop.execute(() -> {
      List<ConnectionView> all = new ArrayList<>();
      clients.values().forEach(client -> all.add(client.view()));
      views.complete(all);
    });
    network.settle();
    return views.getNow(List.of());
  }

  @Override
  public int openConnections() {
    return open;
  }

  static ByteBuffer copyOf(ByteBuffer buffer) {
    ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
    copy.put(buffer).flip();
    return copy;
  }

  Draws draws() {
    return network.draws();
  }

  Budget budget() {
    return network.budget();
  }

  String proxy() {
    return route.proxy();
  }

  /** Whether there is a server; false for a black hole. */
  boolean hasServer() {
    return route.server().isPresent();
  }

  Traffic traffic(Direction direction) {
    return direction == Direction.UPSTREAM ? counters.upstream() : counters.downstream();
  }

  void failed(Exception e) {
    assert e != null;
    failures.increment();
  }

  /** How many sockets of this proxy have failed. */
  public long failures() {
    return failures.sum();
  }
}
