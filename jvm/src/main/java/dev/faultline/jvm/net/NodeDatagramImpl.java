package dev.faultline.jvm.net;

import dev.faultline.agent.PacketRoom;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is behind a {@link java.net.DatagramSocket} or its subclasses of a program. */
final class NodeDatagramImpl extends DatagramSocketImpl {
  final DatagramPort port;

  /** Remembered, and without effect here. */
  private final Map<Integer, Object> options = new LinkedHashMap<>();

  private int timeoutMillis;
  private int timeToLive = 1;

  NodeDatagramImpl(DatagramPort port) {
    this.port = port;
    options.put(SocketOptions.SO_SNDBUF, 212_992);
    options.put(SocketOptions.SO_RCVBUF, 212_992);
    options.put(SocketOptions.SO_BROADCAST, false);
    options.put(SocketOptions.SO_REUSEPORT, false);
    options.put(SocketOptions.IP_TOS, 0);
  }

  @Override
  protected void create() {
    // There is nothing that has to be made.
  }

  @Override
  protected void bind(int wanted, InetAddress address) throws SocketException {
    port.bind(address, wanted);
    localPort = localPort();
  }

  private int localPort() {
    InetSocketAddress local = port.local();
    return local == null ? 0 : local.getPort();
  }

  @Override
  protected int getLocalPort() {
    return localPort();
  }

  @Override
  protected void connect(InetAddress address, int to) throws SocketException {
    port.connect(new InetSocketAddress(address, to));
  }

  @Override
  protected void disconnect() {
    try {
      port.connect(null);
    } catch (SocketException e) {
      // It is closed, so that nobody hears anything anyway.
    }
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    byte[] bytes = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), packet.getOffset(), bytes, 0, bytes.length);
    port.send(new InetSocketAddress(packet.getAddress(), packet.getPort()), bytes);
  }

  @Override
  protected int peek(InetAddress address) throws IOException {
    return receive(true).from().getPort();
  }

  @Override
  protected int peekData(DatagramPacket packet) throws IOException {
    return put(receive(true), packet);
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    put(receive(false), packet);
  }

  private DatagramPort.Arrived receive(boolean keeps) throws IOException {
    return port.receive(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), keeps);
  }

  /** What there is no room for is lost. */
  private static int put(DatagramPort.Arrived arrived, DatagramPacket packet) {
    byte[] into = packet.getData();
    int room = PacketRoom.of(packet);
    int length = Math.min(room, arrived.bytes().length);
    System.arraycopy(arrived.bytes(), 0, into, packet.getOffset(), length);
    packet.setAddress(arrived.from().getAddress());
    packet.setPort(arrived.from().getPort());
    PacketRoom.received(packet, length);
    return arrived.from().getPort();
  }

  @Override
  @Deprecated
  protected void setTTL(byte ttl) {
    timeToLive = ttl & 0xFF;
  }

  @Override
  @Deprecated
  protected byte getTTL() {
    return (byte) timeToLive;
  }

  @Override
  protected void setTimeToLive(int ttl) {
    timeToLive = ttl;
  }

  @Override
  protected int getTimeToLive() {
    return timeToLive;
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    port.join(group);
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    port.leave(group);
  }

  @Override
  protected void joinGroup(SocketAddress group, @Nullable NetworkInterface over)
      throws IOException {
    port.join(NodeSocketChannel.inet(group).getAddress());
  }

  @Override
  protected void leaveGroup(SocketAddress group, @Nullable NetworkInterface over)
      throws IOException {
    port.leave(NodeSocketChannel.inet(group).getAddress());
  }

  @Override
  protected void close() {
    port.close();
  }

  @Override
  public void setOption(int option, Object value) throws SocketException {
    switch (option) {
      case SocketOptions.SO_TIMEOUT -> timeoutMillis = (Integer) value;
      case SocketOptions.SO_REUSEADDR -> port.share((Boolean) value);
      // The JDK passes whether it is switched off.
      case SocketOptions.IP_MULTICAST_LOOP -> port.loop(!(Boolean) value);
      case SocketOptions.IP_MULTICAST_IF, SocketOptions.IP_MULTICAST_IF2 -> {
        // Each node has one interface.
      }
      default -> {
        if (options.replace(option, value) == null) {
          throw new SocketException("Unknown option " + option);
        }
      }
    }
  }

  @Override
  public Object getOption(int option) throws SocketException {
    InetSocketAddress local = port.local();
    return switch (option) {
      case SocketOptions.SO_TIMEOUT -> timeoutMillis;
      case SocketOptions.SO_REUSEADDR -> port.isShared();
      case SocketOptions.IP_MULTICAST_LOOP -> !port.loops();
      case SocketOptions.SO_BINDADDR, SocketOptions.IP_MULTICAST_IF ->
          local == null ? new InetSocketAddress(0).getAddress() : local.getAddress();
      default -> {
        Object value = options.get(option);
        if (value == null) {
          throw new SocketException("Unknown option " + option);
        }
        yield value;
      }
    };
  }
}
