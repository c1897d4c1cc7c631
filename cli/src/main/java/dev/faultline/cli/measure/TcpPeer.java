package dev.faultline.cli.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;

/** Plain TCP through NIO: a length and the message, many in one write. */
final class TcpPeer implements Contestant {
  private static final int BUFFER_BYTES = 64 << 10;

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public String configuration() {
    return "NIO without blocking, TCP_NODELAY, the kernel's own buffers, writes of up to "
        + (BUFFER_BYTES >> 10)
        + " KiB; each side polled by its own thread, which yields";
  }

  /** The kernel's own loss would need rights to change the loopback device. */
  @Override
  public boolean canLose() {
    return false;
  }

  @Override
  public Pair open(Setup setup) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel left = SocketChannel.open(server.getLocalAddress());
      SocketChannel right = server.accept();
      return new TcpPair(new TcpSide(left, setup), new TcpSide(right, setup));
    }
  }

  private record TcpPair(TcpSide left, TcpSide right) implements Pair {
    @Override
    public void close() {
      left.close();
      right.close();
    }
  }

  private static final class TcpSide implements Side {
    private final SocketChannel channel;
    private final ByteBuffer out =
        ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer in =
        ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] message;
    private final byte[] received;

    TcpSide(SocketChannel channel, Setup setup) throws IOException {
      this.channel = channel;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      message = new byte[setup.messageBytes() - 8];
      received = new byte[setup.messageBytes() - 8];
    }

    @Override
    public boolean offer(long number) {
      if (out.remaining() < 12 + message.length) {
        flush();
        if (out.remaining() < 12 + message.length) {
          return false;
        }
      }
      out.putInt(8 + message.length).putLong(number).put(message);
      return true;
    }

    @Override
    public void flush() {
      try {
        out.flip();
        channel.write(out);
        out.compact();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int poll(LongConsumer arrived) {
      try {
        channel.read(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      in.flip();
      int count = 0;
      while (in.remaining() >= 4 && in.remaining() >= 4 + in.getInt(in.position())) {
        int bytes = in.getInt();
        arrived.accept(in.getLong());
        in.get(received, 0, bytes - 8);
        count++;
      }
      in.compact();
      return count;
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
