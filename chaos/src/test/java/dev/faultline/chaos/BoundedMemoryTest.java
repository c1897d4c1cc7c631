package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders that send as fast as they can, and receivers that take nothing. */
@Timeout(60)
class BoundedMemoryTest {
  private static final long BUDGET = 1 << 20;

  /** What each connection may hold besides: a chunk, and what the toxics behind it always may. */
  private static final long BESIDES = 512 << 10;

  private static final int IDLE_TURNS = 2_000;

  private static final long HOUR_MILLIS = 3_600_000;

  private final ProxyServer server = ProxyServer.start(new ProxyServerOptions(1, 1, BUDGET));
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    over.countDown();
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private Proxy proxyTo(Sockets.Server upstream, List<Toxic> toxics) throws ProxyException {
    opened.add(upstream);
    List<ToxicSpec> specs = new ArrayList<>();
    for (Toxic toxic : toxics) {
      specs.add(new ToxicSpec("t" + specs.size(), toxic, Direction.UPSTREAM, 1));
    }
    return server.create(new ProxySpec("p", ProxySpec.ANY_PORT, upstream.address(), true, specs));
  }

  /** A server whose connections nobody reads. */
  private Sockets.Server deaf() throws IOException {
    return Sockets.serve(socket -> awaitEnd());
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Stream<List<Toxic>> toxics() {
    Toxic slicer = new Toxic.Slicer(1, 0, 0);
    Toxic late = new Toxic.Latency(HOUR_MILLIS, 0);
    return Stream.of(
        List.of(),
        List.of(new Toxic.Noop()),
        List.of(late),
        List.of(new Toxic.Latency(1, 1)),
        List.of(new Toxic.Bandwidth(1)),
        List.of(new Toxic.Bandwidth(10_000_000)),
        List.of(slicer),
        // Each byte takes a hundred times its size.
        List.of(slicer, late),
        List.of(slicer, new Toxic.Bandwidth(1), late),
        List.of(slicer, new StreamFault.Stall(0)),
        List.of(new StreamFault.LossStall(0.5, 200), late));
  }

  @ParameterizedTest
  @MethodSource("toxics")
  void a_fast_sender_and_a_deaf_receiver_fill_no_memory(List<Toxic> toxics) throws Exception {
    Proxy proxy = proxyTo(deaf(), toxics);
    try (SocketChannel sender = SocketChannel.open(Sockets.connectable(proxy))) {
      sender.configureBlocking(false);
      ByteBuffer block = ByteBuffer.allocate(64 << 10);
      long most = 0;
      long taken = 0;
      // What the proxy has not taken in so many turns of its loop it will not take. A machine that
      // leaves the loop without a processor makes this longer, and not shorter than it has to be.
      for (int idle = 0; idle < IDLE_TURNS; idle++) {
        boolean written = sender.write(block.clear()) > 0;
        // Answered by the loop: it has had a turn.
        proxy.connections();
        long received = proxy.counters().upstream().received().sum();
        if (written || received != taken) {
          idle = 0;
        }
        taken = received;
        most = Math.max(most, server.heldBytes());
      }
      assertThat(taken).as("bytes that the proxy took").isPositive();
      assertThat(most).isLessThan(BUDGET + BESIDES);
      server.delete("p");
    }
    assertThat(server.heldBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("withAndWithoutToxic")
  void many_deaf_receivers_hold_little_each_where_memory_is_full(List<Toxic> toxics)
      throws Exception {
    ServerSocket small = new ServerSocket();
    small.setReceiveBufferSize(4 << 10);
    small.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    Proxy proxy = proxyTo(Sockets.serve(small, socket -> awaitEnd()), toxics);
    // So many that eight kilobytes of each fill the budget: with some algorithms of congestion
    // control the system takes so little at a time that a connection holds no more.
    int count = 200;
    List<SocketChannel> senders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel sender = SocketChannel.open(Sockets.connectable(proxy));
      opened.add(sender);
      sender.configureBlocking(false);
      senders.add(sender);
    }
    ByteBuffer block = ByteBuffer.allocate(64 << 10);
    long taken = 0;
    for (int idle = 0; idle < IDLE_TURNS; idle++) {
      boolean written = false;
      for (SocketChannel sender : senders) {
        written |= sender.write(block.clear()) > 0;
      }
      proxy.connections();
      long received = proxy.counters().upstream().received().sum();
      if (written || received != taken) {
        idle = 0;
      }
      taken = received;
    }
    // All of the budget is taken, and more than that only in little pieces.
    assertThat(server.heldBytes())
        .isGreaterThanOrEqualTo(BUDGET)
        .isLessThan(BUDGET + (128 << 10) + count * (9L << 10));
    server.delete("p");
    assertThat(server.heldBytes()).isZero();
  }

  static Stream<List<Toxic>> withAndWithoutToxic() {
    return Stream.of(List.of(), List.of(new Toxic.Latency(HOUR_MILLIS, 0)));
  }

  @Test
  void single_bytes_cost_what_the_objects_around_them_take() throws Exception {
    Proxy proxy =
        proxyTo(
            Sockets.serve(
                socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream())),
            List.of(new Toxic.Latency(HOUR_MILLIS, 0)));
    try (Socket socket = Sockets.connect(proxy)) {
      int count = 500;
      for (int i = 1; i <= count; i++) {
        socket.getOutputStream().write(1);
        while (proxy.counters().upstream().received().sum() < i) {
          Thread.onSpinWait();
        }
      }
      assertThat(proxy.connections().getFirst().heldBytes()).isEqualTo(count);
      assertThat(server.heldBytes()).isGreaterThan(count * 100L);
    }
  }
}
