package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program's channel of datagrams. */
final class NodeDatagramChannel extends DatagramChannel implements Watched {
  private static final int BUFFER = 212_992;

  private final DatagramPort port;
  private final Watchers watchers = new Watchers();
  private final Pace pace = new Pace();

  /** Remembered; only sharing of ports and loops of groups have an effect. */
  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

  private @Nullable DatagramSocket socket;

  NodeDatagramChannel(SelectorProvider provider, DatagramPort port) {
    super(provider);
    this.port = port;
    port.changes.listen(watchers::changed);
    options.put(StandardSocketOptions.SO_SNDBUF, BUFFER);
    options.put(StandardSocketOptions.SO_RCVBUF, BUFFER);
    options.put(StandardSocketOptions.SO_REUSEADDR, false);
    options.put(StandardSocketOptions.SO_REUSEPORT, false);
    options.put(StandardSocketOptions.SO_BROADCAST, false);
    options.put(StandardSocketOptions.IP_TOS, 0);
    options.put(StandardSocketOptions.IP_MULTICAST_TTL, 1);
    options.put(StandardSocketOptions.IP_MULTICAST_LOOP, true);
  }

  @Override
  public Watchers watchers() {
    return watchers;
  }

  @Override
  public int readyOps() {
    return (port.isReadable() ? SelectionKey.OP_READ : 0) | SelectionKey.OP_WRITE;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public DatagramChannel bind(@Nullable SocketAddress local) throws IOException {
    requireOpen();
    if (port.isBound()) {
      throw new AlreadyBoundException();
    }
    InetSocketAddress wanted =
        local == null ? new InetSocketAddress(0) : NodeSocketChannel.inet(local);
    port.bind(wanted.getAddress(), wanted.getPort());
    return this;
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    InetSocketAddress wanted = NodeSocketChannel.inet(remote);
    requireOpen();
    if (port.peer() != null) {
      throw new AlreadyConnectedException();
    }
    port.connect(wanted);
    return this;
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    if (isOpen()) {
      port.connect(null);
    }
    return this;
  }

  @Override
  public boolean isConnected() {
    return port.peer() != null;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    return port.peer();
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    requireOpen();
    return port.local();
  }

  // --- receiving ---

  private DatagramPort.@Nullable Arrived next() throws IOException {
    requireOpen();
    if (!port.isBound()) {
      bind(null);
    }
    if (isBlocking() && !port.isReadable()) {
      boolean done = false;
      begin();
      try {
        port.changes.await(() -> !isOpen() || port.isReadable(), 0);
        done = isOpen();
      } finally {
        end(done);
      }
    }
    DatagramPort.Arrived arrived = port.poll();
    if (arrived == null) {
      pace.asksAgain();
    } else {
      pace.goesOn();
    }
    return arrived;
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    DatagramPort.Arrived arrived = next();
    if (arrived == null) {
      return null;
    }
    into.put(arrived.bytes(), 0, Math.min(into.remaining(), arrived.bytes().length));
    return arrived.from();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return (int) read(new ByteBuffer[] {into}, 0, 1);
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    requireOpen();
    if (!isConnected()) {
      throw new NotYetConnectedException();
    }
    DatagramPort.Arrived arrived = next();
    if (arrived == null) {
      return 0;
    }
    ByteBuffer left = ByteBuffer.wrap(arrived.bytes());
    for (int i = offset; i < offset + length; i++) {
      int count = Math.min(left.remaining(), into[i].remaining());
      into[i].put(left.slice(left.position(), count));
      left.position(left.position() + count);
    }
    return left.position();
  }

  // --- sending ---

  @Override
  public int send(ByteBuffer from, SocketAddress target) throws IOException {
    InetSocketAddress to = NodeSocketChannel.inet(target);
    requireOpen();
    InetSocketAddress peer = port.peer();
    if (peer != null && !peer.equals(to)) {
      throw new AlreadyConnectedException();
    }
    return send(new ByteBuffer[] {from}, 0, 1, to);
  }

  private int send(ByteBuffer[] from, int offset, int length, InetSocketAddress to)
      throws IOException {
    int size = 0;
    for (int i = offset; i < offset + length; i++) {
      size += from[i].remaining();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = offset; i < offset + length; i++) {
      bytes.put(from[i].duplicate());
    }
    port.send(to, bytes.array());
    for (int i = offset; i < offset + length; i++) {
      from[i].position(from[i].limit());
    }
    return size;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return (int) write(new ByteBuffer[] {from}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    requireOpen();
    InetSocketAddress peer = port.peer();
    if (peer == null) {
      throw new NotYetConnectedException();
    }
    return send(from, offset, length, peer);
  }

  // --- the rest ---

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface over) {
    throw new UnsupportedOperationException(
        "no world simulates network interfaces, which a channel needs to join "
            + group.getHostAddress()
            + "; join with a MulticastSocket and no interface");
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface over, InetAddress source) {
    return join(group, over);
  }

  @Override
  public DatagramSocket socket() {
    DatagramSocket known = socket;
    if (known == null) {
      known = new ChannelDatagramSocket(this, port);
      socket = known;
    }
    return known;
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> option, T value) throws IOException {
    requireOpen();
    if (!options.containsKey(Objects.requireNonNull(option))) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    options.put(option, Objects.requireNonNull(value));
    if (option.equals(StandardSocketOptions.SO_REUSEADDR)) {
      port.share(value.equals(true));
    } else if (option.equals(StandardSocketOptions.IP_MULTICAST_LOOP)) {
      port.loop(value.equals(true));
    }
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // Only values of the option's type are put.
  public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    requireOpen();
    if (!options.containsKey(Objects.requireNonNull(option))) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    return (T) options.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return new LinkedHashSet<>(options.keySet());
  }

  @Override
  protected void implCloseSelectableChannel() {
    port.close();
    watchers.changed();
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // Asked for at each call.
  }
}
