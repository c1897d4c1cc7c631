package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The socket of a channel: what {@code ServerSocketChannel.socket} returns. */
final class ChannelServerSocket extends ServerSocket {
  private final NodeServerChannel channel;
  private final NodeSocketImpl impl;

  ChannelServerSocket(NodeServerChannel channel, NodeSocketImpl impl) {
    super(impl);
    this.channel = channel;
    this.impl = impl;
  }

  @Override
  public ServerSocketChannel getChannel() {
    return channel;
  }

  @Override
  public void bind(@Nullable SocketAddress local, int backlog) throws IOException {
    channel.bind(local, backlog);
  }

  @Override
  public Socket accept() throws IOException {
    SocketChannel accepted = channel.accept();
    if (accepted == null) {
      throw new IllegalBlockingModeException();
    }
    return accepted.socket();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return isBound() ? impl.local().getAddress() : null;
  }

  @Override
  public int getLocalPort() {
    return isBound() ? impl.local().getPort() : -1;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return isBound() ? impl.local() : null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public boolean isBound() {
    return channel.isBound();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }
}
