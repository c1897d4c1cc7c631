package dev.faultline.runtime.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.runtime.udp.UdpOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issue 24: a network that stops letting UDP through while links are in use. */
final class FallbackSocketTest {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Arena arena = Arena.ofAuto();
  private final ReceivedBatch batch = new ReceivedBatch(arena);
  private final MemorySegment datagram = arena.allocate(8);
  private final CutSocket udp =
      new CutSocket(
          UdpSockets.open(LOOPBACK, UdpOptions.DEFAULT.withBackend(UdpOptions.Backend.FASTEST)));
  private final TcpTunnel tcp = new TcpTunnel(LOOPBACK, udp.errors());
  private long now;
  private final FallbackSocket left = new FallbackSocket(udp, tcp, () -> now);
  private final FallbackSocket right = FallbackSocket.open(LOOPBACK, UdpOptions.DEFAULT);
  private final UdpAddress toRight = UdpAddress.of(right.localAddress());

  @AfterEach
  void close() {
    left.close();
    right.close();
  }

  private void send(FallbackSocket from, long number, UdpAddress to) {
    datagram.set(ValueLayout.JAVA_LONG, 0, number);
    from.send(datagram, 0, 8, 8, to);
  }

  /** Asks again and again until the answer is here, as links do. */
  private void asks(long number) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    boolean answered = false;
    while (!answered) {
      assertThat(System.nanoTime())
          .as("time until question %d is answered", number)
          .isLessThan(end);
      send(left, number, toRight);
      int questions = right.receive(batch);
      for (int i = 0; i < questions; i++) {
        long asked = batch.memory().get(ValueLayout.JAVA_LONG, batch.offset(i));
        send(right, -asked, batch.source(i));
      }
      int answers = left.receive(batch);
      for (int i = 0; i < answers; i++) {
        answered |= batch.memory().get(ValueLayout.JAVA_LONG, batch.offset(i)) == -number;
      }
    }
  }

  @Test
  void a_peer_that_udp_has_reached_is_reached_by_tcp_when_udp_is_blocked_later() {
    left.reach(toRight);
    asks(1);
    assertThat(tcp.has(toRight)).isFalse();
    udp.cut = true;
    for (int second = 0; second <= 5; second++) {
      send(left, 2, toRight);
      now += ReachedPath.PATIENCE_NANOS / 5;
    }
    asks(2);
    assertThat(tcp.has(toRight)).isTrue();
    now += 100 * ReachedPath.PATIENCE_NANOS;
    asks(3);
    assertThat(tcp.has(toRight)).isTrue();
  }
}
