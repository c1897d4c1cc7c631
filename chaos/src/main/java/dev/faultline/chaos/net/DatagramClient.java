package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A client of a UDP proxy: the socket through which it speaks to the server, so that answers find
 * back. Of one loop's thread.
 */
final class DatagramClient {
  /** What comes before the name server has answered. */
  private static final int EARLY_BYTES_MOST = 64 << 10;

  private static final int READS_AT_A_TIME = 64;

  private final DatagramListener listener;
  private final Loop loop;
  private final long number;
  private final InetSocketAddress address;
  private final DatagramChannel server;
  private final DatagramPath upstream;
  private final DatagramPath downstream;
  private final ArrayDeque<ByteBuffer> early = new ArrayDeque<>();
  private int earlyBytes;
  private boolean connected;
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
      server.connect(to);
      loop.register(server, SelectionKey.OP_READ, (key, now) -> read(now));
      connected = true;
      early.forEach(this::toServer);
      early.clear();
    } catch (IOException | RuntimeException e) {
      // A system without IPv6, say, refuses the address by an unchecked exception.
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
    if (!connected) {
      if (listener.hasServer() && earlyBytes + bytes.remaining() <= EARLY_BYTES_MOST) {
        earlyBytes += bytes.remaining();
        early.add(bytes);
      }
      return;
    }
    try {
      int count = bytes.remaining();
      // A full buffer of the system loses it, as networks do.
      if (server.write(bytes) == count) {
        listener.traffic(Direction.UPSTREAM).sent().add(count);
      }
    } catch (IOException e) {
      listener.failed(e);
    }
  }

  private void read(long nowNanos) {
    for (int i = 0; i < READS_AT_A_TIME && !closed; i++) {
      ByteBuffer buffer = loop.buffer();
      try {
        if (server.receive(buffer) == null) {
          return;
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

  long activeAtNanos() {
    return activeAtNanos;
  }

  ConnectionView view() {
    return new ConnectionView(
        number,
        Endpoint.text(address),
        connected ? "open" : "dialling",
        List.of(),
        upstream.names(),
        downstream.names(),
        upstream.heldBytes() + downstream.heldBytes());
  }
}
