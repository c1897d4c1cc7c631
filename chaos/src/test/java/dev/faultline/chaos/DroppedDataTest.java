package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The memory of data that nobody gets is used again, and nobody gets what another one sent. */
@Timeout(60)
class DroppedDataTest {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int BLOCK = 1 << 20;
  private static final int DROPPED_BLOCKS = 200;
  private static final int HELD_BLOCKS = 4;
  private static final int CONNECTIONS = 120;

  /** What the test's own threads may take meanwhile, and what the proxy needs once. */
  private static final long BESIDES = 32L * BLOCK;

  private final ProxyServer server = ProxyServer.start(new ProxyServerOptions(1, 1, 64L << 20));

  private Proxy proxyTo(Sockets.Server upstream, List<Toxic> toxics) throws ProxyException {
    List<ToxicSpec> specs = new ArrayList<>();
    for (Toxic toxic : toxics) {
      specs.add(new ToxicSpec("t" + specs.size(), toxic, Direction.UPSTREAM, 1));
    }
    return server.create(new ProxySpec("p", ProxySpec.ANY_PORT, upstream.address(), true, specs));
  }

  private static long outsideTheHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }

  static Stream<List<Toxic>> droppers() {
    return Stream.of(
        List.of(new Toxic.Timeout(0)),
        List.of(new Toxic.ResetPeer(HOUR_MILLIS)),
        List.of(new StreamFault.HalfOpen(0)),
        // The end that the first one makes waits for an hour.
        List.of(new Toxic.LimitData(1_000), new Toxic.Latency(HOUR_MILLIS, 0)));
  }

  @ParameterizedTest
  @MethodSource("droppers")
  void a_toxic_that_drops_data_takes_no_more_memory_the_more_it_drops(List<Toxic> toxics)
      throws Exception {
    try (server;
        Sockets.Server upstream = Sockets.echo();
        Socket sender = Sockets.connect(proxyTo(upstream, toxics))) {
      byte[] block = new byte[BLOCK];
      sender.getOutputStream().write(block);
      long before = outsideTheHeap();
      for (int i = 0; i < DROPPED_BLOCKS; i++) {
        sender.getOutputStream().write(block);
      }
      assertThat(outsideTheHeap() - before).isLessThan(BESIDES);
    }
  }

  @Test
  void what_a_connection_holds_when_it_ends_is_used_for_the_next() throws Exception {
    try (server;
        Sockets.Server upstream = Sockets.echo()) {
      Proxy proxy = proxyTo(upstream, List.of(new Toxic.Latency(HOUR_MILLIS, 0)));
      byte[] block = new byte[HELD_BLOCKS * BLOCK];
      long before = outsideTheHeap();
      for (int i = 1; i <= CONNECTIONS; i++) {
        try (Socket sender = Sockets.connect(proxy)) {
          sender.getOutputStream().write(block);
          while (proxy.counters().upstream().received().sum() < (long) i * block.length) {
            Thread.onSpinWait();
          }
          assertThat(proxy.kill(proxy.connections().getFirst().number())).isTrue();
        }
      }
      assertThat(outsideTheHeap() - before).isLessThan(BESIDES);
      assertThat(server.heldBytes()).isZero();
    }
  }

  @Test
  void pieces_of_a_chunk_whose_rest_is_dropped_stay_as_they_were() throws Exception {
    long seed = System.nanoTime();
    byte[] bytes = new byte[8 * BLOCK];
    new SplittableRandom(seed).nextBytes(bytes);
    // In the midst of the second chunk, most of the time.
    int passing = 100_000;
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (server;
        Sockets.Server upstream = Sockets.serve(socket -> got.complete(read(socket, passing)))) {
      Proxy proxy =
          proxyTo(
              upstream,
              List.of(
                  new Toxic.Slicer(1_000, 0, 0),
                  new StreamFault.HalfOpen(passing),
                  new Toxic.Latency(1_000, 0)));
      try (Socket sender = Sockets.connect(proxy)) {
        sender.getOutputStream().write(bytes);
        assertThat(Arrays.equals(got.get(), Arrays.copyOf(bytes, passing)))
            .as("seed %d", seed)
            .isTrue();
      }
    }
  }

  private static byte[] read(Socket socket, int length) throws IOException {
    InputStream in = socket.getInputStream();
    return in.readNBytes(length);
  }
}
