package dev.faultline.runtime.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is let into a {@link TcpTunnel}: as many connections as there may be, a share of them for
 * each host, and beyond that in the place of the oldest one that no session uses.
 */
final class TcpDoor {
  /**
   * So many may connect to this side; beyond that one that belongs to no session makes room for the
   * next, and when there is none the next is turned away.
   */
  static final int ACCEPTED_MAX = 4_096;

  /** Of one host at most. */
  static final int HOST_MAX = ACCEPTED_MAX / 4;

  /** So many connections that may make room are looked for at a time. */
  private static final int CANDIDATES_MAX = 64;

  /** A host that has its share has all connections looked at so often at most. */
  private static final long HOST_SEARCH_NANOS = 1_000_000;

  /** How often connections are looked at for being too old. */
  private static final int SWEEPS_PER_GREETING = 4;

  /** So long is nobody let in when there is no descriptor for it, and none could be freed. */
  private static final long PAUSE_NANOS = 10_000_000;

  /** Somebody who is let in. */
  record Visitor(SocketChannel channel, UdpAddress remote) {}

  /** Where connections come from; null when none waits. */
  @FunctionalInterface
  interface Acceptor {
    @Nullable SocketChannel accept() throws IOException;
  }

  private final Acceptor server;
  private final int acceptedMax;
  private final int hostMax;
  private final TcpPatience patience;
  private final KnownPeers known;
  private final Map<UdpAddress, TcpConnection> connections;
  private final Consumer<TcpConnection> close;
  private final ErrnoCounts errors;
  private final HostCounts accepted = new HostCounts();
  private final ArrayDeque<TcpConnection> candidates = new ArrayDeque<>();
  private final ArrayDeque<TcpConnection> ofHost = new ArrayDeque<>();
  private boolean hostSearched;
  private long hostSearchedAt;
  private boolean searched;
  private long searchedAt;
  private long sweptAt = System.nanoTime();
  private boolean paused;
  private long pausedUntil;
  private long strangersClosed;
  private long turnedAway;

  /**
   * A door that accepts no connection yet.
   *
   * @param connections all that there are, oldest first; only read here
   * @param close closes one of them, and takes it out of those
   */
  TcpDoor(
      Acceptor server,
      int acceptedMax,
      int hostMax,
      TcpPatience patience,
      KnownPeers known,
      Map<UdpAddress, TcpConnection> connections,
      Consumer<TcpConnection> close,
      ErrnoCounts errors) {
    this.server = server;
    this.acceptedMax = acceptedMax;
    this.hostMax = hostMax;
    this.patience = patience;
    this.known = known;
    this.connections = connections;
    this.close = close;
    this.errors = errors;
  }

  /** Connections from outside that were closed for want of any use. */
  long strangersClosed() {
    return strangersClosed;
  }

  /** Those that were not accepted, since there were too many, of their host or of all. */
  long turnedAway() {
    return turnedAway;
  }

  /** A connection from this address is open. */
  void opened(UdpAddress remote) {
    accepted.add(remote);
  }

  /** A connection from this address is not open any more. */
  void closed(UdpAddress remote) {
    accepted.remove(remote);
  }

  /** Closes a connection from outside for want of any use. */
  void closeStranger(TcpConnection connection) {
    strangersClosed++;
    close.accept(connection);
  }

  /** Closes those from outside that are of no use, now and then. */
  void sweep(long now) {
    if (now - sweptAt < patience.greetingNanos() / SWEEPS_PER_GREETING) {
      return;
    }
    sweptAt = now;
    for (TcpConnection connection : List.copyOf(connections.values())) {
      if (connection.useless(now, patience)) {
        closeStranger(connection);
      }
    }
  }

  /** Accepts a waiting connection; null if none is accepted. */
  @Nullable Visitor accept(long now) {
    SocketChannel channel = null;
    try {
      channel = server.accept();
      if (channel == null) {
        return null;
      }
      UdpAddress remote = UdpAddress.of((InetSocketAddress) channel.getRemoteAddress());
      TcpConnection before = connections.get(remote);
      if (before != null) {
        close.accept(before);
      }
      if ((accepted.of(remote) >= hostMax && !makeRoomOfHost(remote, now))
          || (connections.size() >= acceptedMax && !makeRoom(now))) {
        turnedAway++;
        channel.close();
        return null;
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new Visitor(channel, remote);
    } catch (IOException e) {
      errors.add(ErrnoCounts.LARGEST);
      Channels.closeQuietly(channel);
      if (channel == null && !freeDescriptor(now)) {
        paused = true;
        pausedUntil = now + PAUSE_NANOS;
      }
      return null;
    }
  }

  /**
   * Closes the oldest stranger, since there seems to be no descriptor for a connection of use. It
   * is free after the next selection. False if there is no stranger.
   */
  boolean freeDescriptor(long now) {
    return makeRoom(now);
  }

  /**
   * For how many nanoseconds nobody is to be let in: who waits outside keeps a selector awake, and
   * a thread would do nothing but fail to let him in. 0 or less if there is nothing to wait for.
   */
  long pausedNanos(long now) {
    if (paused && pausedUntil - now <= 0) {
      paused = false;
    }
    return paused ? pausedUntil - now : 0;
  }

  /** As {@link #makeRoom}, of one host: who fills its share does not keep its sessions out. */
  private boolean makeRoomOfHost(UdpAddress of, long now) {
    boolean sameHost = !ofHost.isEmpty() && HostCounts.same(ofHost.getFirst().remote, of);
    if (!sameHost && hostSearched && now - hostSearchedAt < HOST_SEARCH_NANOS) {
      return false;
    }
    if (!sameHost) {
      hostSearched = true;
      hostSearchedAt = now;
      ofHost.clear();
      for (TcpConnection connection : connections.values()) {
        if (connection.accepted
            && ofHost.size() < CANDIDATES_MAX
            && HostCounts.same(connection.remote, of)
            && !known.contains(connection.remote, now)) {
          ofHost.add(connection);
        }
      }
    }
    return closeOldest(ofHost, now);
  }

  /**
   * Closes the oldest connection from outside that belongs to no session. False if there is none,
   * or they were looked for just now: that takes a look at all, which strangers must not have this
   * side do as often as they like.
   */
  private boolean makeRoom(long now) {
    if (candidates.isEmpty() && !(searched && now - searchedAt < KnownPeers.FRESH_NANOS)) {
      searched = true;
      searchedAt = now;
      for (TcpConnection connection : connections.values()) {
        if (connection.accepted
            && candidates.size() < CANDIDATES_MAX
            && !known.contains(connection.remote, now)) {
          candidates.add(connection);
        }
      }
    }
    return closeOldest(candidates, now);
  }

  private boolean closeOldest(ArrayDeque<TcpConnection> of, long now) {
    while (!of.isEmpty()) {
      TcpConnection oldest = of.remove();
      boolean open = connections.get(oldest.remote) == oldest;
      if (open && !known.contains(oldest.remote, now)) {
        closeStranger(oldest);
        return true;
      }
    }
    return false;
  }
}
