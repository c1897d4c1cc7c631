package dev.faultline.runtime.udp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Datagrams inside one TCP connection: four bytes that say what this is, then each datagram behind
 * its length in two bytes, most significant first. Nothing here blocks.
 */
final class TcpConnection {
  /** Says that datagrams follow; anything else is a stranger. */
  private static final int PREFACE = 0x464C_5431;

  private static final int LENGTH_BYTES = 2;
  private static final int OUT_BYTES_FIRST = 64 << 10;

  /** More than the windows of links leave on the way to one peer, so that only many fill it. */
  private static final int OUT_BYTES_MAX = 4 << 20;

  private static final int IN_BYTES = 256 << 10;

  final UdpAddress remote;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES);
  private final MemorySegment inMemory = MemorySegment.ofBuffer(in);
  private ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES_FIRST);
  private MemorySegment outMemory = MemorySegment.ofBuffer(out);
  private boolean greeted;
  private long movedAt;
  private final long openedAt;
  private long broughtAt;

  /** Whether the other side has opened it. */
  final boolean accepted;

  /** Whether it waits among those that have whole datagrams. */
  boolean queued;

  TcpConnection(
      SocketChannel channel, UdpAddress remote, Selector selector, long now, boolean accepted)
      throws IOException {
    this.accepted = accepted;
    openedAt = now;
    broughtAt = now;
    this.channel = channel;
    this.remote = remote;
    movedAt = now;
    int interest =
        channel.isConnected()
            ? SelectionKey.OP_READ
            : SelectionKey.OP_CONNECT | SelectionKey.OP_READ;
    key = channel.register(selector, interest, this);
    out.putInt(PREFACE);
  }

  // --- sending ---

  /** How many bytes of datagrams of this size it takes now. */
  int room(int datagramBytes) {
    int free = OUT_BYTES_MAX - out.position();
    return free / (datagramBytes + LENGTH_BYTES) * datagramBytes;
  }

  /** For how long it has taken nothing although there was something. */
  long stuckNanos(long now) {
    return out.position() > 0 ? now - movedAt : 0;
  }

  /** Whether the other side has opened it, and does not use it. */
  boolean useless(long now, TcpTunnel.Patience patience) {
    return accepted
        && (greeted
            ? now - broughtAt >= patience.silentNanos()
            : now - openedAt >= patience.greetingNanos());
  }

  /** Takes as many datagrams as there is room for; returns how many bytes of them. */
  int put(long now, MemorySegment data, long offset, int bytes, int datagramBytes) {
    if (out.position() == 0) {
      movedAt = now;
    }
    int taken = 0;
    while (taken < bytes) {
      int one = Math.min(datagramBytes, bytes - taken);
      if (!reserve(one + LENGTH_BYTES)) {
        break;
      }
      out.putShort((short) one);
      MemorySegment.copy(data, offset + taken, outMemory, out.position(), one);
      out.position(out.position() + one);
      taken += one;
    }
    return taken;
  }

  private boolean reserve(int bytes) {
    if (out.remaining() >= bytes) {
      return true;
    }
    if (out.capacity() == OUT_BYTES_MAX) {
      return false;
    }
    ByteBuffer larger = ByteBuffer.allocateDirect(2 * out.capacity());
    larger.put(out.flip());
    out = larger;
    outMemory = MemorySegment.ofBuffer(out.duplicate().clear());
    return reserve(bytes);
  }

  /** Gives the kernel what it takes, and asks to hear when it takes the rest. */
  void write(long now) throws IOException {
    if (!channel.isConnected()) {
      return;
    }
    out.flip();
    int written = channel.write(out);
    out.compact();
    if (written > 0) {
      movedAt = now;
    }
    int interest =
        out.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  // --- receiving ---

  /** The connection is there, can be read, or can be written; false when it is over. */
  boolean ready(long now) throws IOException {
    if (key.isConnectable() && !channel.finishConnect()) {
      return true;
    }
    if (key.isConnectable() || key.isWritable()) {
      write(now);
    }
    // What the buffer holds has to be taken first.
    if (!in.hasRemaining()) {
      return true;
    }
    int read = channel.read(in);
    if (read > 0) {
      broughtAt = now;
    }
    return read >= 0;
  }

  /** Whether a whole datagram is here. */
  boolean any() {
    if (!greeted && in.position() >= Integer.BYTES) {
      return true;
    }
    return greeted
        && in.position() >= LENGTH_BYTES
        && in.position() >= LENGTH_BYTES + Short.toUnsignedInt(in.getShort(0));
  }

  /**
   * Moves datagrams into messages of the batch, those of one size together.
   *
   * @param first message that is free
   * @return how many messages are used now, or -1 if this is no link's connection
   */
  int take(ReceivedBatch batch, int first) {
    int at = 0;
    int end = in.position();
    if (!greeted) {
      if (end < Integer.BYTES) {
        return first;
      }
      if (in.getInt(0) != PREFACE) {
        return -1;
      }
      greeted = true;
      at = Integer.BYTES;
    }
    int message = first;
    int used = 0;
    int size = 0;
    while (end - at >= LENGTH_BYTES) {
      int length = Short.toUnsignedInt(in.getShort(at));
      if (length == 0 || length > UdpSocket.DATAGRAM_BYTES_MAX) {
        return -1;
      }
      if (end - at < LENGTH_BYTES + length) {
        break;
      }
      boolean fits = used > 0 && length <= size && used + length <= ReceivedBatch.MESSAGE_BYTES_MAX;
      if (!fits) {
        if (used > 0) {
          close(batch, message++, used, size);
        }
        if (message == ReceivedBatch.MESSAGES_MAX) {
          used = 0;
          break;
        }
        used = 0;
        size = length;
      }
      MemorySegment.copy(
          inMemory, at + LENGTH_BYTES, batch.memory, batch.offset(message) + used, length);
      used += length;
      at += LENGTH_BYTES + length;
      if (length < size) {
        close(batch, message++, used, size);
        used = 0;
        if (message == ReceivedBatch.MESSAGES_MAX) {
          break;
        }
      }
    }
    if (used > 0) {
      close(batch, message++, used, size);
    }
    in.limit(end).position(at);
    in.compact();
    return message;
  }

  private void close(ReceivedBatch batch, int message, int bytes, int datagramBytes) {
    batch.bytes[message] = bytes;
    batch.datagramBytes[message] = datagramBytes;
    batch.high[message] = remote.high();
    batch.low[message] = remote.low();
    batch.port[message] = remote.port();
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
