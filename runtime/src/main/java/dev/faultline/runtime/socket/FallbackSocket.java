package dev.faultline.runtime.socket;

import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * UDP, and TCP at the same port for peers that UDP does not reach, from the beginning or from some
 * moment on: a {@link ReachedPath} says which of them it is for each peer that this side wants to
 * {@link #reach}. Who has connected by TCP is answered by TCP.
 */
final class FallbackSocket implements UdpSocket {
  private static final int PORTS_TRIED = 16;

  /** Of so many peers it is remembered how they are reached, before those without sessions go. */
  private static final int PATHS_FIRST_MAX = 1_024;

  /** While there are connections, both sockets are looked at so often in a sleep. */
  private static final long SLICE_NANOS = 1_000_000;

  /** So long may a first connection wait to be seen. */
  private static final long IDLE_SLICE_NANOS = 20_000_000;

  private final UdpSocket udp;
  private final TcpTunnel tcp;
  private final LongSupplier clock;
  private final Map<UdpAddress, ReachedPath> paths = new LinkedHashMap<>();
  private @Nullable UdpAddress lastTo;
  private @Nullable ReachedPath lastPath;
  private boolean tcpFirst;
  private int pathsMax = PATHS_FIRST_MAX;

  FallbackSocket(UdpSocket udp, TcpTunnel tcp) {
    this(udp, tcp, System::nanoTime);
  }

  /**
   * With a time of its own.
   *
   * @param clock nanoseconds since any moment
   */
  FallbackSocket(UdpSocket udp, TcpTunnel tcp, LongSupplier clock) {
    this.udp = udp;
    this.tcp = tcp;
    this.clock = clock;
  }

  static FallbackSocket open(InetSocketAddress bind, UdpOptions options) {
    UdpOptions fastest = options.withBackend(UdpOptions.Backend.FASTEST);
    for (int attempt = 1; ; attempt++) {
      UdpSocket udp = UdpSockets.open(bind, fastest);
      try {
        return new FallbackSocket(udp, new TcpTunnel(udp.localAddress(), udp.errors()));
      } catch (RuntimeException | Error e) {
        udp.close();
        // A free UDP port may be taken by somebody's TCP.
        if (bind.getPort() != 0 || attempt == PORTS_TRIED) {
          throw e;
        }
      }
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return udp.localAddress();
  }

  @Override
  public String describe() {
    return udp.describe() + ", or TCP";
  }

  @Override
  public boolean segments() {
    return udp.segments();
  }

  @Override
  public void reach(UdpAddress peer) {
    tcp.reach(peer);
    if (paths.size() >= pathsMax) {
      Predicate<UdpAddress> known = tcp.known().ask(System.nanoTime());
      paths.keySet().removeIf(known.negate());
      pathsMax = Math.max(PATHS_FIRST_MAX, 2 * paths.size());
    }
    // Another session with a peer that UDP does not reach does not find that out anew.
    paths.computeIfAbsent(peer, each -> new ReachedPath()).begins(clock.getAsLong());
    lastTo = null;
  }

  /** Of how many peers it is remembered how they are reached. */
  int paths() {
    return paths.size();
  }

  @Override
  public void keep(Supplier<Predicate<UdpAddress>> known) {
    tcp.keep(known);
  }

  /** Null for who was not reached for from here. */
  private @Nullable ReachedPath path(UdpAddress to) {
    if (!to.equals(lastTo)) {
      lastTo = to;
      lastPath = paths.get(to);
    }
    return lastPath;
  }

  private boolean tunnelled(UdpAddress to) {
    ReachedPath path = path(to);
    return path == null ? tcp.anyConnection() && tcp.has(to) : path.byTcp();
  }

  @Override
  public int room(UdpAddress to, int datagramBytes) {
    return tunnelled(to) ? tcp.room(to, datagramBytes) : udp.room(to, datagramBytes);
  }

  @Override
  public int send(MemorySegment data, long offset, int bytes, int datagramBytes, UdpAddress to) {
    ReachedPath path = path(to);
    if (path != null) {
      path.sent(clock.getAsLong());
    }
    return tunnelled(to)
        ? tcp.send(data, offset, bytes, datagramBytes, to)
        : udp.send(data, offset, bytes, datagramBytes, to);
  }

  @Override
  public int receive(ReceivedBatch batch) {
    tcpFirst = !tcpFirst;
    int messages = receive(batch, tcpFirst);
    return messages > 0 ? messages : receive(batch, !tcpFirst);
  }

  private int receive(ReceivedBatch batch, boolean byTcp) {
    int messages = byTcp ? tcp.receive(batch) : udp.receive(batch);
    for (int i = 0; i < messages && !paths.isEmpty(); i++) {
      UdpAddress known = lastTo;
      UdpAddress from =
          known != null
                  && known.port() == batch.port[i]
                  && known.low() == batch.low[i]
                  && known.high() == batch.high[i]
              ? known
              : batch.source(i);
      ReachedPath path = path(from);
      if (path != null) {
        path.heard(byTcp);
      }
    }
    return messages;
  }

  /** May end early: nothing tells of both sockets at once. */
  @Override
  public void await(long timeoutNanos) {
    if (!tcp.waiting()) {
      udp.await(Math.min(timeoutNanos, tcp.anyConnection() ? SLICE_NANOS : IDLE_SLICE_NANOS));
    }
  }

  @Override
  public void wakeup() {
    udp.wakeup();
  }

  @Override
  public long oversized() {
    return udp.oversized();
  }

  @Override
  public ErrnoCounts errors() {
    return udp.errors();
  }

  @Override
  public boolean reaches(UdpAddress peer) {
    return udp.reaches(peer);
  }

  @Override
  public void close() {
    tcp.close();
    udp.close();
  }
}
