package dev.faultline.bench.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Passes datagrams on between one peer and another, each a while after it has come. */
final class SlowWay implements AutoCloseable {
  private record Waiting(long due, ByteBuffer datagram, boolean toFar) {}

  private final long delayNanos;
  private final InetSocketAddress farPeer;
  private final DatagramChannel near;
  private final DatagramChannel far;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable SocketAddress nearPeer;

  SlowWay(InetSocketAddress farPeer, long delayNanos) {
    this.farPeer = farPeer;
    this.delayNanos = delayNanos;
    try {
      near = open();
      far = open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Where the near peer is to send what is for the far one. */
  InetSocketAddress address() {
    try {
      return (InetSocketAddress) near.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes what has come, and passes on what is due. */
  void work() {
    try {
      take(near, true);
      take(far, false);
      long now = System.nanoTime();
      while (waiting.peek() instanceof Waiting first && first.due() <= now) {
        waiting.remove();
        if (first.toFar()) {
          far.send(first.datagram(), farPeer);
        } else if (nearPeer != null) {
          near.send(first.datagram(), nearPeer);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(DatagramChannel from, boolean toFar) throws IOException {
    for (SocketAddress source = from.receive(buffer.clear());
        source != null;
        source = from.receive(buffer.clear())) {
      nearPeer = toFar ? source : nearPeer;
      ByteBuffer copy = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
      waiting.add(new Waiting(System.nanoTime() + delayNanos, copy, toFar));
    }
  }

  @Override
  public void close() {
    try {
      near.close();
      far.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
