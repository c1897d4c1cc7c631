package dev.faultline.jvm.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One UDP socket of a program, whichever class of the JDK it is seen through. */
final class DatagramPort {
  /** How many bytes wait at most, as on Linux; what comes then is dropped. */
  private static final int BUFFER = 212_992;

  /** What the kernel counts for a datagram besides its bytes, about. */
  private static final int OVERHEAD = 512;

  /** What has arrived, and from whom. */
  record Arrived(InetSocketAddress from, byte[] bytes) {}

  final Changes changes;
  private final Datagrams network;
  private final ArrayDeque<Arrived> waiting = new ArrayDeque<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private int waitingBytes;
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress peer;
  private boolean shared;
  private boolean loops = true;
  private boolean unreachable;
  private boolean closed;

  DatagramPort(Datagrams network, Changes changes) {
    this.network = network;
    this.changes = changes;
  }

  boolean isShared() {
    return shared;
  }

  void share(boolean on) {
    shared = on;
  }

  void loop(boolean on) {
    loops = on;
  }

  boolean loops() {
    return loops;
  }

  // --- where it is ---

  boolean isBound() {
    return local != null;
  }

  @Nullable InetSocketAddress local() {
    return local;
  }

  @Nullable InetSocketAddress peer() {
    return peer;
  }

  void bind(InetAddress address, int wanted) throws SocketException {
    requireOpen();
    if (local != null) {
      throw new SocketException("already bound");
    }
    local = new InetSocketAddress(address, network.bind(this, address, wanted, shared));
  }

  private InetSocketAddress bound() throws SocketException {
    if (local == null) {
      bind(new InetSocketAddress(0).getAddress(), 0);
    }
    return java.util.Objects.requireNonNull(local);
  }

  /** From now on it hears this peer only, and sends to it; null for everybody. */
  void connect(@Nullable InetSocketAddress to) throws SocketException {
    requireOpen();
    unreachable = false;
    if (to != null) {
      InetSocketAddress at = bound();
      if (at.getAddress().isAnyLocalAddress()) {
        local =
            new InetSocketAddress(
                to.getAddress().isLoopbackAddress() ? to.getAddress() : network.host(),
                at.getPort());
      }
    }
    peer = to;
  }

  // --- groups ---

  boolean isMember(String group) {
    return groups.contains(group);
  }

  void join(InetAddress group) throws SocketException {
    requireOpen();
    if (!groups.add(group.getHostAddress())) {
      throw new SocketException("Already a member of the group");
    }
  }

  void leave(InetAddress group) throws SocketException {
    requireOpen();
    if (!groups.remove(group.getHostAddress())) {
      throw new SocketException("Not a member of the group");
    }
  }

  // --- sending and receiving ---

  void send(InetSocketAddress to, byte[] bytes) throws IOException {
    requireOpen();
    requireReachable();
    if (bytes.length > Datagrams.LONGEST) {
      throw new IOException("Message too long");
    }
    network.send(bound().getPort(), to, bytes, loops);
  }

  void arrived(InetSocketAddress from, byte[] bytes) {
    boolean wanted = peer == null || peer.equals(from);
    if (!closed && wanted && waitingBytes + bytes.length + OVERHEAD <= BUFFER) {
      waiting.add(new Arrived(from, bytes));
      waitingBytes += bytes.length + OVERHEAD;
      changes.signal();
    }
  }

  /** Nobody is bound where this socket sent something; only who is connected hears of it. */
  void unreachable(InetSocketAddress where) {
    if (where.equals(peer)) {
      unreachable = true;
      changes.signal();
    }
  }

  private void requireReachable() throws PortUnreachableException {
    if (unreachable) {
      unreachable = false;
      throw new PortUnreachableException();
    }
  }

  boolean isReadable() {
    return !waiting.isEmpty() || unreachable;
  }

  /** What has arrived first, or null. */
  @Nullable Arrived poll() throws IOException {
    requireOpen();
    requireReachable();
    Arrived first = waiting.poll();
    if (first != null) {
      waitingBytes -= first.bytes().length + OVERHEAD;
    }
    return first;
  }

  /**
   * Waits for a datagram.
   *
   * @param timeoutNanos at most; 0 for as long as it takes
   * @param keeps whether it is to be there for the next one who asks
   * @throws SocketTimeoutException when none came in time
   */
  Arrived receive(long timeoutNanos, boolean keeps) throws IOException {
    requireOpen();
    bound();
    if (!changes.await(() -> closed || isReadable(), timeoutNanos)) {
      throw new SocketTimeoutException("Receive timed out");
    }
    Arrived first = keeps && !unreachable ? waiting.peek() : poll();
    if (first == null) {
      throw new SocketException("Socket closed");
    }
    return first;
  }

  private void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (local != null) {
      network.unbind(this, local.getPort());
    }
    waiting.clear();
    changes.signal();
  }
}
