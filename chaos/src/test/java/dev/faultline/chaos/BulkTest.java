package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Much data at a time, which is read in larger portions than little. */
@Timeout(60)
class BulkTest {
  private static final int BYTES = 24 << 20;
  private static final int SENDERS = 3;
  private static final int DEAF = 24;
  private static final int IDLE_TURNS = 500;

  /** A connection, and what is to be sent over it. */
  private record Sender(SocketChannel channel, ByteBuffer bytes) {
    static Sender to(Proxy proxy, byte[] bytes) throws IOException {
      SocketChannel channel = SocketChannel.open(Sockets.connectable(proxy));
      channel.configureBlocking(false);
      return new Sender(channel, ByteBuffer.wrap(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_slow_receivers_get_is_what_was_sent(boolean withToxic) throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    BlockingQueue<Boolean> same = new ArrayBlockingQueue<>(SENDERS);
    long seed = System.nanoTime();
    try (ProxyServer server = ProxyServer.start(new ProxyServerOptions(1, 1, 64L << 20));
        Sockets.Server upstream =
            Sockets.serve(socket -> {
              await(stuck);
              same.add(isRandom(socket));
            })) {
      Proxy proxy = server.create(ProxySpec.to("p", upstream.address()));
      if (withToxic) {
        proxy.addToxic(ToxicSpec.of(new Toxic.Noop(), Direction.UPSTREAM));
      }
      List<Sender> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(Sender.to(proxy, random(seed + i)));
      }
      fill(proxy, senders);
      stuck.countDown();
      for (Sender sender : senders) {
        sender.channel().configureBlocking(true);
        while (sender.bytes().hasRemaining()) {
          sender.channel().write(sender.bytes());
        }
        sender.channel().close();
      }
      for (int i = 0; i < SENDERS; i++) {
        assertThat(same.take()).as("seed %d", seed).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {8 << 20, 1 << 20})
  void many_deaf_receivers_make_the_proxy_read_less_at_a_time(long budget) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    List<Sender> senders = new ArrayList<>();
    try (ProxyServer server = ProxyServer.start(new ProxyServerOptions(1, 1, budget));
        Sockets.Server upstream = Sockets.serve(socket -> await(over))) {
      Proxy proxy = server.create(ProxySpec.to("p", upstream.address()));
      byte[] bytes = new byte[BYTES];
      for (int i = 0; i < DEAF; i++) {
        senders.add(Sender.to(proxy, bytes));
      }
      fill(proxy, senders);
      // Half of the budget in large portions, and then a chunk each, with what is around it.
      assertThat(server.heldBytes()).isPositive().isLessThan(budget / 2 + DEAF * (66L << 10));
    } finally {
      over.countDown();
      for (Sender sender : senders) {
        sender.channel().close();
      }
    }
  }

  /** Sends until the proxy takes no more in many turns of its loop. */
  private static void fill(Proxy proxy, List<Sender> senders) throws Exception {
    long taken = 0;
    for (int idle = 0; idle < IDLE_TURNS; idle++) {
      boolean written = false;
      for (Sender sender : senders) {
        written |= sender.channel().write(sender.bytes()) > 0;
      }
      // Answered by the loop: it has had a turn.
      proxy.connections();
      long received = proxy.counters().upstream().received().sum();
      if (written || received != taken) {
        idle = 0;
      }
      taken = received;
    }
    // The system's own buffers may grow to take all that one connection sends, never what all do.
    assertThat(senders)
        .as("connections that are full")
        .anyMatch(sender -> sender.bytes().hasRemaining());
  }

  /** Bytes that begin with the seed they follow from. */
  private static byte[] random(long seed) {
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putLong(seed);
    return bytes;
  }

  private static boolean isRandom(Socket socket) throws IOException {
    byte[] bytes = socket.getInputStream().readAllBytes();
    return Arrays.equals(random(ByteBuffer.wrap(bytes).getLong()), bytes);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
