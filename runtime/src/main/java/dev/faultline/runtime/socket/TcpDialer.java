package dev.faultline.runtime.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a tunnel may connect to, and when it last tried. */
final class TcpDialer {
  /** A connection is not tried more often than this. */
  private static final long RETRY_NANOS = 50_000_000;

  /** How many peers are remembered before those without sessions are forgotten. */
  private static final int REACHED_FIRST_MAX = 1_024;

  private final KnownPeers known;
  private final TcpDoor door;
  private final ErrnoCounts errors;
  private final Map<UdpAddress, Long> triedAt = new LinkedHashMap<>();
  private final Set<UdpAddress> reached = new LinkedHashSet<>();
  private int reachedMax = REACHED_FIRST_MAX;

  TcpDialer(KnownPeers known, TcpDoor door, ErrnoCounts errors) {
    this.known = known;
    this.door = door;
    this.errors = errors;
  }

  /** This peer may be connected to from now on. */
  void reach(UdpAddress peer) {
    if (reached.size() >= reachedMax) {
      reached.removeIf(known.ask(System.nanoTime()).negate());
      triedAt.keySet().retainAll(reached);
      reachedMax = Math.max(REACHED_FIRST_MAX, 2 * reached.size());
    }
    reached.add(peer);
  }

  /** How many peers may be connected to. */
  int reached() {
    return reached.size();
  }

  /** Begins to connect; null if that is not allowed, was tried a moment ago, or has failed. */
  @Nullable SocketChannel dial(UdpAddress to, long now) {
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
      return channel;
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      errors.add(ErrnoCounts.LARGEST);
      Channels.closeQuietly(channel);
      if (channel == null) {
        // For the next try.
        door.freeDescriptor(now);
      }
      return null;
    }
  }
}
