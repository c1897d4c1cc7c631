package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Toxics come and go while bytes pass, and what they hold is kept in memory that is used again. */
@Timeout(60)
class ChangingToxicsTest {
  private static final int CONNECTIONS = 3;
  private static final int BYTES = 4_000_000;
  private static final List<Toxic> TOXICS =
      List.of(
          new Toxic.Latency(0, 0),
          new Toxic.Latency(2, 2),
          new Toxic.Slicer(3_000, 2_000, 0),
          new Toxic.Slicer(65_536, 0, 0),
          new Toxic.Bandwidth(30_000),
          new Toxic.Noop(),
          new StreamFault.Stall(1),
          new StreamFault.LossStall(0.02, 1));

  @Test
  void bytes_arrive_as_they_were_sent_whatever_toxics_come_and_go() throws Exception {
    long seed = 20_261_130;
    Random random = new Random(seed);
    byte[] sent = new byte[BYTES];
    random.nextBytes(sent);
    try (ProxyServer server = ProxyServer.start(new ProxyServerOptions(seed, 1, 1 << 20));
        Sockets.Server echo = Sockets.echo()) {
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      Thread[] readers = new Thread[CONNECTIONS];
      byte[][] received = new byte[CONNECTIONS][];
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        Socket socket = Sockets.connect(proxy);
        Thread.startVirtualThread(() -> send(socket, sent));
        readers[i] = Thread.startVirtualThread(() -> received[number] = readAll(socket));
      }
      while (proxy.counters().downstream().sent().sum() < (long) CONNECTIONS * BYTES) {
        change(proxy, random);
      }
      server.reset();
      for (int i = 0; i < CONNECTIONS; i++) {
        readers[i].join();
        assertThat(received[i]).as("seed " + seed + ", connection " + i).isEqualTo(sent);
      }
      assertThat(server.heldBytes()).isZero();
    }
  }

  private static void change(Proxy proxy, Random random) throws ProxyException {
    String name = "t" + random.nextInt(5);
    if (proxy.toxic(name).isPresent()) {
      proxy.removeToxic(name);
    } else {
      Toxic toxic = TOXICS.get(random.nextInt(TOXICS.size()));
      Direction direction = random.nextBoolean() ? Direction.UPSTREAM : Direction.DOWNSTREAM;
      proxy.addToxic(new ToxicSpec(name, toxic, direction, 1));
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readAll(Socket socket) {
    try (socket) {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
