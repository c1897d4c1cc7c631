package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The socket of a channel: what {@code SocketChannel.socket} returns. */
final class ChannelSocket extends Socket {
  private final NodeSocketChannel channel;
  private final NodeSocketImpl impl;

  ChannelSocket(NodeSocketChannel channel, NodeSocketImpl impl) throws SocketException {
    super(impl);
    this.channel = channel;
    this.impl = impl;
  }

  @Override
  public SocketChannel getChannel() {
    return channel;
  }

  @Override
  public void connect(SocketAddress remote) throws IOException {
    connect(remote, 0);
  }

  @Override
  public void connect(SocketAddress remote, int timeoutMillis) throws IOException {
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    if (timeoutMillis == 0) {
      channel.connect(remote);
      return;
    }
    channel.configureBlocking(false);
    try {
      channel.connect(remote);
      Stream stream = impl.stream();
      if (!stream.changes.await(stream::isDecided, TimeUnit.MILLISECONDS.toNanos(timeoutMillis))) {
        channel.close();
        throw new java.net.SocketTimeoutException("Connect timed out");
      }
      channel.finishConnect();
    } finally {
      if (channel.isOpen()) {
        channel.configureBlocking(true);
      }
    }
  }

  @Override
  public void bind(@Nullable SocketAddress local) throws IOException {
    channel.bind(local);
  }

  @Override
  public InetAddress getLocalAddress() {
    return impl.local().getAddress();
  }

  @Override
  public int getLocalPort() {
    return impl.isBound() ? impl.local().getPort() : -1;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return impl.isBound() ? impl.local() : null;
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    Stream stream = impl.streamOrNull();
    return stream == null ? null : stream.remote();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return impl.isBound();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isOutputShutdown() {
    Stream stream = impl.streamOrNull();
    return stream != null && stream.isOutputEnded();
  }
}
