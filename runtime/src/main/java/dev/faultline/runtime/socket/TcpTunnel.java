package dev.faultline.runtime.socket;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over TCP, for networks that let no UDP through. Listens where a UDP socket would, and
 * connects to those it is told to {@link #reach}, again and again when connections break. What a
 * connection has no room for is refused, not lost; only when a connection has taken nothing for a
 * while are its datagrams dropped, so that one silent peer holds up no other.
 */
final class TcpTunnel implements UdpSocket {
  /** One that has taken nothing for so many times as long is dead. */
  private static final int DEAD_TIMES = 10;

  private static final int BACKLOG = 1_024;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final SelectionKey accepting;
  private final InetSocketAddress local;
  private final long stuckNanos;
  private final ErrnoCounts errors;
  private final TcpBuffers buffers;
  private final KnownPeers known = new KnownPeers();
  private final Map<UdpAddress, TcpConnection> connections = new LinkedHashMap<>();
  private final ArrayDeque<TcpConnection> filled = new ArrayDeque<>();
  private final Consumer<SelectionKey> ready = this::ready;
  private final TcpDoor door;
  private final TcpDialer dialer;
  private @Nullable TcpConnection last;

  /**
   * Listens, with usual limits.
   *
   * @param errors where failures are counted
   */
  TcpTunnel(InetSocketAddress bind, ErrnoCounts errors) {
    this(
        bind,
        TcpPatience.DEFAULT,
        TcpDoor.ACCEPTED_MAX,
        TcpDoor.HOST_MAX,
        TcpBuffers::larger,
        UnaryOperator.identity(),
        errors);
  }

  TcpTunnel(
      InetSocketAddress bind,
      TcpPatience patience,
      int acceptedMax,
      int hostMax,
      IntFunction<ByteBuffer> largeBuffers,
      UnaryOperator<TcpDoor.Acceptor> acceptor,
      ErrnoCounts errors) {
    this.errors = errors;
    buffers = new TcpBuffers(largeBuffers, errors);
    stuckNanos = patience.stuckNanos();
    ServerSocketChannel opening = null;
    Selector selecting = null;
    try {
      opening = ServerSocketChannel.open();
      opening.configureBlocking(false);
      opening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opening.bind(bind, BACKLOG);
      server = opening;
      local = (InetSocketAddress) opening.getLocalAddress();
      selecting = Selector.open();
      selector = selecting;
      accepting = server.register(selector, SelectionKey.OP_ACCEPT);
      door =
          new TcpDoor(
              acceptor.apply(server::accept),
              acceptedMax,
              hostMax,
              patience,
              known,
              connections,
              this::close,
              errors);
      dialer = new TcpDialer(known, door, errors);
    } catch (IOException | RuntimeException e) {
      Channels.closeQuietly(selecting);
      throw Channels.refused("cannot listen for TCP connections at", bind, opening, e);
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public String describe() {
    return "TCP";
  }

  @Override
  public boolean segments() {
    return true;
  }

  @Override
  public void reach(UdpAddress peer) {
    dialer.reach(peer);
  }

  /** How many peers this side may connect to. */
  int reached() {
    return dialer.reached();
  }

  @Override
  public void keep(Supplier<Predicate<UdpAddress>> peers) {
    known.source(peers);
  }

  /** Which peers have sessions. */
  KnownPeers known() {
    return known;
  }

  /** Connections from outside that were closed for want of any use. */
  long strangersClosed() {
    return door.strangersClosed();
  }

  /** Those that were not accepted, since there were too many, of their host or of all. */
  long turnedAway() {
    return door.turnedAway();
  }

  /** Whether there is a connection with this peer, or one is being made. */
  boolean has(UdpAddress peer) {
    return connections.containsKey(peer);
  }

  /** Whether datagrams have arrived that were not received yet. */
  boolean waiting() {
    return !filled.isEmpty();
  }

  int connections() {
    return connections.size();
  }

  boolean anyConnection() {
    return !connections.isEmpty();
  }

  // --- sending ---

  @Override
  public int room(UdpAddress to, int datagramBytes) {
    TcpConnection connection = connection(to);
    if (connection == null || !connection.sends()) {
      return Integer.MAX_VALUE;
    }
    long now = System.nanoTime();
    return connection.stuckNanos(now) >= stuckNanos
        ? Integer.MAX_VALUE
        : connection.room(now, datagramBytes);
  }

  private @Nullable TcpConnection connection(UdpAddress to) {
    TcpConnection known = last;
    if (known == null || !known.remote.equals(to)) {
      known = connections.get(to);
      last = known;
    }
    return known;
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    long now = System.nanoTime();
    TcpConnection connection = connection(to);
    if (connection == null) {
      connection = open(to, now);
      if (connection == null) {
        return bytes;
      }
    }
    if (!connection.sends()) {
      return bytes;
    }
    try {
      int taken = connection.put(now, data, offset, bytes, datagramBytes);
      connection.write(now);
      if (taken == bytes) {
        return bytes;
      }
      long stuck = connection.stuckNanos(now);
      if (stuck / DEAD_TIMES >= stuckNanos) {
        close(connection);
      }
      return stuck >= stuckNanos ? bytes : taken;
    } catch (IOException e) {
      close(connection);
      return bytes;
    }
  }

  private @Nullable TcpConnection open(UdpAddress to, long now) {
    SocketChannel channel = dialer.dial(to, now);
    if (channel == null) {
      return null;
    }
    try {
      return add(channel, to, now, false);
    } catch (IOException e) {
      errors.add(ErrnoCounts.LARGEST);
      Channels.closeQuietly(channel);
      return null;
    }
  }

  private TcpConnection add(SocketChannel channel, UdpAddress remote, long now, boolean byPeer)
      throws IOException {
    TcpConnection connection =
        new TcpConnection(channel, remote, selector, now, byPeer, buffers, known);
    connections.put(remote, connection);
    if (byPeer) {
      door.opened(remote);
    }
    last = null;
    return connection;
  }

  private void close(TcpConnection connection) {
    connection.close();
    if (connections.remove(connection.remote, connection) && connection.accepted) {
      door.closed(connection.remote);
    }
    if (connection.queued) {
      filled.remove(connection);
      connection.queued = false;
    }
    last = null;
  }

  // --- receiving ---

  @Override
  public int receive(ReceivedBatch batch) {
    if (!connections.isEmpty()) {
      door.sweep(System.nanoTime());
    }
    openAgain();
    int count = drain(batch, 0);
    if (count < ReceivedBatch.MESSAGES_MAX) {
      try {
        selector.selectNow(ready);
      } catch (IOException e) {
        errors.add(ErrnoCounts.LARGEST);
      }
      count = drain(batch, count);
    }
    return count;
  }

  /** Lets in whoever comes, if the pause is over; else returns for how long it is not. */
  private long openAgain() {
    if (accepting.interestOps() != 0) {
      return 0;
    }
    long paused = door.pausedNanos(System.nanoTime());
    if (paused <= 0) {
      accepting.interestOps(SelectionKey.OP_ACCEPT);
    }
    return paused;
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      // Closed since the selection: its port has connected anew, and that came first.
      return;
    }
    long now = System.nanoTime();
    if (!(key.attachment() instanceof TcpConnection connection)) {
      accept(now);
      return;
    }
    try {
      boolean open = connection.ready(now);
      if (connection.any() && !connection.queued) {
        connection.queued = true;
        filled.add(connection);
      }
      if (!open && !connection.queued) {
        close(connection);
      }
    } catch (IOException e) {
      close(connection);
    }
  }

  private void accept(long now) {
    TcpDoor.Visitor visitor = door.accept(now);
    if (visitor != null) {
      try {
        add(visitor.channel(), visitor.remote(), now, true);
      } catch (IOException e) {
        errors.add(ErrnoCounts.LARGEST);
        Channels.closeQuietly(visitor.channel());
      }
    } else if (door.pausedNanos(now) > 0) {
      accepting.interestOps(0);
    }
  }

  /** Each connection that has whole datagrams has its turn. */
  private int drain(ReceivedBatch batch, int first) {
    int count = first;
    for (int left = filled.size(); left > 0 && count < ReceivedBatch.MESSAGES_MAX; left--) {
      TcpConnection connection = filled.remove();
      connection.queued = false;
      count = Math.max(count, take(connection, batch, count));
    }
    return count;
  }

  private int take(TcpConnection connection, ReceivedBatch batch, int first) {
    int count = connection.take(System.nanoTime(), batch, first);
    if (count < 0) {
      close(connection);
      return first;
    }
    if (connection.any()) {
      connection.queued = true;
      filled.add(connection);
    }
    return count;
  }

  @Override
  public void await(long timeoutNanos) {
    if (!filled.isEmpty()) {
      return;
    }
    long paused = openAgain();
    Channels.await(selector, paused > 0 ? Math.min(paused, timeoutNanos) : timeoutNanos, local);
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public long oversized() {
    return 0;
  }

  @Override
  public ErrnoCounts errors() {
    return errors;
  }

  @Override
  public void close() {
    connections.values().forEach(TcpConnection::close);
    connections.clear();
    Channels.closeQuietly(server);
    Channels.closeQuietly(selector);
  }
}
