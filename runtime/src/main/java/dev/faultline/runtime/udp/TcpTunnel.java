package dev.faultline.runtime.udp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over TCP, for networks that let no UDP through. Listens where a UDP socket would, and
 * connects to those it is told to {@link #reach}, again and again when connections break. What a
 * connection has no room for is refused, not lost; only when a connection has taken nothing for a
 * while are its datagrams dropped, so that one silent peer holds up no other.
 */
final class TcpTunnel implements UdpSocket {
  /** A connection that has taken nothing for so long holds nobody else up any more. */
  private static final long STUCK_NANOS = 1_000_000_000;

  /** One that has taken nothing for so many times as long is dead. */
  private static final int DEAD_TIMES = 10;

  /** A connection is not tried more often than this. */
  private static final long RETRY_NANOS = 50_000_000;

  /** So many may connect to this side; beyond that new ones are turned away. */
  private static final int ACCEPTED_MAX = 4_096;

  private static final int BACKLOG = 1_024;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final InetSocketAddress local;
  private final long stuckNanos;
  private final Map<UdpAddress, TcpConnection> connections = new LinkedHashMap<>();
  private final Map<UdpAddress, Long> triedAt = new LinkedHashMap<>();
  private final Set<UdpAddress> reached = new LinkedHashSet<>();
  private final ArrayDeque<TcpConnection> filled = new ArrayDeque<>();
  private final Consumer<SelectionKey> ready = this::ready;
  private @Nullable TcpConnection last;

  TcpTunnel(InetSocketAddress bind) {
    this(bind, STUCK_NANOS);
  }

  TcpTunnel(InetSocketAddress bind, long stuckNanos) {
    this.stuckNanos = stuckNanos;
    ServerSocketChannel opening = null;
    try {
      opening = ServerSocketChannel.open();
      opening.configureBlocking(false);
      opening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opening.bind(bind, BACKLOG);
      server = opening;
      local = (InetSocketAddress) opening.getLocalAddress();
      selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
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
    reached.add(peer);
  }

  /** Whether there is a connection with this peer, or one is being made. */
  boolean has(UdpAddress peer) {
    return connections.containsKey(peer);
  }

  /** Whether datagrams have come that nobody has asked for yet. */
  boolean waiting() {
    return !filled.isEmpty();
  }

  boolean anyConnection() {
    return !connections.isEmpty();
  }

  // --- sending ---

  @Override
  public int room(UdpAddress to, int datagramBytes) {
    TcpConnection connection = connection(to);
    return connection == null || connection.stuckNanos(System.nanoTime()) >= stuckNanos
        ? Integer.MAX_VALUE
        : connection.room(datagramBytes);
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
    Long tried = triedAt.get(to);
    if (!reached.contains(to) || (tried != null && now - tried < RETRY_NANOS)) {
      return null;
    }
    triedAt.put(to, now);
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(to.toSocketAddress());
      return add(channel, to, now);
    } catch (IOException e) {
      Channels.closeQuietly(channel);
      return null;
    }
  }

  private TcpConnection add(SocketChannel channel, UdpAddress remote, long now) throws IOException {
    TcpConnection connection = new TcpConnection(channel, remote, selector, now);
    connections.put(remote, connection);
    last = null;
    return connection;
  }

  private void close(TcpConnection connection) {
    connection.close();
    connections.remove(connection.remote, connection);
    if (connection.queued) {
      filled.remove(connection);
      connection.queued = false;
    }
    last = null;
  }

  // --- receiving ---

  @Override
  public int receive(ReceivedBatch batch) {
    int count = drain(batch, 0);
    if (count < ReceivedBatch.MESSAGES_MAX) {
      try {
        selector.selectNow(ready);
      } catch (IOException e) {
        throw new UdpException("cannot wait at " + local, e);
      }
      count = drain(batch, count);
    }
    return count;
  }

  private void ready(SelectionKey key) {
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
    SocketChannel accepted = null;
    try {
      accepted = server.accept();
      if (accepted == null) {
        return;
      }
      if (connections.size() >= ACCEPTED_MAX) {
        accepted.close();
        return;
      }
      accepted.configureBlocking(false);
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      UdpAddress remote = UdpAddress.of((InetSocketAddress) accepted.getRemoteAddress());
      TcpConnection before = connections.get(remote);
      if (before != null) {
        close(before);
      }
      add(accepted, remote, now);
    } catch (IOException e) {
      Channels.closeQuietly(accepted);
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
    int count = connection.take(batch, first);
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
    Channels.await(selector, timeoutNanos, local);
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
  public void close() {
    connections.values().forEach(TcpConnection::close);
    connections.clear();
    Channels.closeQuietly(server);
    Channels.closeQuietly(selector);
  }
}
