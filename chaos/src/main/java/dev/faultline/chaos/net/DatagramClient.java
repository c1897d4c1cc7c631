package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client of a UDP proxy, with its own socket to the server, so that answers reach the right
 * client. Used by one loop's thread.
 */
final class DatagramClient {
  /** What comes before the name server has answered. */
  private static final int EARLY_MEMORY_MOST = 64 << 10;

  private static final int READS_AT_A_TIME = 64;

  private final DatagramListener listener;
  private final Loop loop;
  private final long number;
  private final InetSocketAddress address;
  private final DatagramChannel server;
  private final DatagramPath upstream;
  private final DatagramPath downstream;
  private final ArrayDeque<ByteBuffer> early = new ArrayDeque<>();
  private long earlyMemory;

  /** Null until it has been found. */
  private @Nullable InetSocketAddress serverAddress;

  private boolean closed;
  private long activeAtNanos;

  DatagramClient(
      DatagramListener listener,
      Loop loop,
      long number,
      InetSocketAddress address,
      DatagramChannel server) {
    this.listener = listener;
    this.loop = loop;
    this.number = number;
    this.address = address;
    this.server = server;
    Budget budget = listener.budget();
    upstream = new DatagramPath(this, Direction.UPSTREAM, loop, budget, this::toServer);
    downstream = new DatagramPath(this, Direction.DOWNSTREAM, loop, budget, this::toClient);
    activeAtNanos = loop.nowNanos();
  }

  /** The server has been found. */
  void connect(InetSocketAddress to) {
    if (closed) {
      return;
    }
    try {
      // Not connected: the JDK sends no empty datagram over a connected channel.
      server.bind(null);
      loop.register(server, SelectionKey.OP_READ, (key, now) -> read(now));
      serverAddress = to;
      early.forEach(this::toServer);
      early.clear();
    } catch (IOException | RuntimeException e) {
      listener.failed(e);
      listener.forget(this);
    }
  }

  /** A datagram of the client. */
  void offer(ByteBuffer bytes, long nowNanos) {
    activeAtNanos = nowNanos;
    upstream.offer(bytes, nowNanos);
  }

  private void toServer(ByteBuffer bytes) {
    activeAtNanos = loop.nowNanos();
    InetSocketAddress to = serverAddress;
    if (to == null) {
      long memory = Signal.memoryOf(1, bytes.remaining());
      if (listener.hasServer() && earlyMemory + memory <= EARLY_MEMORY_MOST) {
        earlyMemory += memory;
        early.add(bytes);
      }
      return;
    }
    try {
      int count = bytes.remaining();
      // A full buffer of the system loses it, as networks do.
      if (server.send(bytes, to) == count) {
        listener.traffic(Direction.UPSTREAM).sent().add(count);
      }
    } catch (IOException | UnsupportedAddressTypeException | UnresolvedAddressException e) {
      // A system without IPv6, say, refuses the address by an unchecked exception.
      listener.failed(e);
    }
  }

  private void read(long nowNanos) {
    for (int i = 0; i < READS_AT_A_TIME && !closed; i++) {
      ByteBuffer buffer = loop.buffer();
      try {
        SocketAddress from = server.receive(buffer);
        if (from == null) {
          return;
        }
        if (!from.equals(serverAddress)) {
          // Nobody else is let in.
          continue;
        }
      } catch (IOException e) {
        // Nobody listens there: the next datagram may find somebody.
        listener.failed(e);
        return;
      }
      buffer.flip();
      listener.traffic(Direction.DOWNSTREAM).received().add(buffer.remaining());
      activeAtNanos = nowNanos;
      downstream.offer(DatagramListener.copyOf(buffer), nowNanos);
    }
  }

  private void toClient(ByteBuffer bytes) {
    activeAtNanos = loop.nowNanos();
    listener.answer(bytes, address);
  }

  void reconfigure(List<Planted> toxics, long nowNanos) {
    upstream.reconfigure(toxics, nowNanos);
    downstream.reconfigure(toxics, nowNanos);
  }

  boolean bites(Planted toxic, long nowNanos) {
    return toxic.bites(
        address.getAddress(),
        listener.draws().share(listener.proxy(), number, toxic.id()),
        nowNanos);
  }

  SplittableRandom randomOf(Planted toxic, Direction direction) {
    return listener.draws().stream(listener.proxy(), number, toxic.id(), direction);
  }

  void close() {
    closed = true;
    upstream.close();
    downstream.close();
    early.clear();
    Loop.closeQuietly(server);
  }

  long number() {
    return number;
  }

  InetSocketAddress address() {
    return address;
  }

  /** When a datagram last came or went on. */
  long activeAtNanos() {
    return activeAtNanos;
  }

  /** Whether a datagram waits here that is still to go on. */
  boolean holds() {
    return upstream.holds() || downstream.holds() || !early.isEmpty();
  }

  ConnectionView view() {
    return new ConnectionView(
        number,
        Endpoint.text(address),
        serverAddress != null ? "open" : "dialling",
        List.of(),
        upstream.names(),
        downstream.names(),
        upstream.heldBytes() + downstream.heldBytes());
  }
}
