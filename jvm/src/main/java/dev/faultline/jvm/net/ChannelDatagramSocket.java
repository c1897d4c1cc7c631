package dev.faultline.jvm.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import org.jspecify.annotations.Nullable;

/** The socket of a channel: what {@code DatagramChannel.socket} returns. */
final class ChannelDatagramSocket extends DatagramSocket {
  private final NodeDatagramChannel channel;
  private final DatagramPort port;

  ChannelDatagramSocket(NodeDatagramChannel channel, DatagramPort port) {
    super(new NodeDatagramImpl(port));
    this.channel = channel;
    this.port = port;
  }

  @Override
  public DatagramChannel getChannel() {
    return channel;
  }

  @Override
  public void bind(@Nullable SocketAddress local) throws SocketException {
    if (port.isBound()) {
      throw new SocketException("already bound");
    }
    try {
      channel.bind(local);
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw new SocketException(e.getMessage(), e);
    }
  }

  @Override
  public void connect(InetAddress address, int to) {
    try {
      connect(new InetSocketAddress(address, to));
    } catch (SocketException e) {
      throw new UncheckedIOException("connect failed", e);
    }
  }

  @Override
  public void connect(SocketAddress remote) throws SocketException {
    port.connect(NodeSocketChannel.inet(remote));
  }

  @Override
  public void disconnect() {
    try {
      channel.disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    requireBlocking();
    super.send(packet);
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    requireBlocking();
    super.receive(packet);
  }

  private void requireBlocking() {
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
  }

  @Override
  public boolean isBound() {
    return port.isBound();
  }

  @Override
  public boolean isConnected() {
    return port.peer() != null;
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    InetSocketAddress peer = port.peer();
    return peer == null ? null : peer.getAddress();
  }

  @Override
  public int getPort() {
    InetSocketAddress peer = port.peer();
    return peer == null ? -1 : peer.getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return port.peer();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return port.isClosed() ? null : port.local();
  }

  @Override
  public @Nullable InetAddress getLocalAddress() {
    if (port.isClosed()) {
      return null;
    }
    InetSocketAddress local = port.local();
    return local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
  }

  @Override
  public int getLocalPort() {
    if (port.isClosed()) {
      return -1;
    }
    InetSocketAddress local = port.local();
    return local == null ? 0 : local.getPort();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }
}
