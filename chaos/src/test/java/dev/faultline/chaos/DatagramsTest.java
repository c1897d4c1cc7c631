package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UDP proxies on real sockets of the loopback interface. */
@Timeout(60)
class DatagramsTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private DatagramSocket socket() throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(20_000);
    opened.add(socket);
    return socket;
  }

  /** A server that sends back what comes. */
  private DatagramSocket echo() throws IOException {
    DatagramSocket socket = socket();
    Thread.startVirtualThread(() -> {
      DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
      try {
        socket.setSoTimeout(0);
        while (true) {
          packet.setLength(2_000);
          socket.receive(packet);
          socket.send(packet);
        }
      } catch (IOException e) {
        // The test is over.
        assert e != null;
      }
    });
    return socket;
  }

  private Proxy proxyTo(DatagramSocket upstream, ProxyMode mode, ToxicSpec... toxics)
      throws Exception {
    return server.create(
        ProxySpec.to("u", "127.0.0.1:" + upstream.getLocalPort()).in(mode).with(toxics));
  }

  private static void send(DatagramSocket from, Proxy to, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), to.port()));
  }

  private static String receive(DatagramSocket at) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    at.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  @Test
  void empty_datagrams_pass_both_ways() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP);
    DatagramSocket client = socket();
    for (String text : List.of("", "a", "", "")) {
      send(client, proxy, text);
      assertThat(receive(client)).isEqualTo(text);
    }
  }

  @Test
  void a_stranger_who_finds_the_port_towards_the_server_is_not_heard() throws Exception {
    DatagramSocket upstream = socket();
    Proxy proxy = proxyTo(upstream, ProxyMode.UDP);
    DatagramSocket client = socket();
    send(client, proxy, "question");
    DatagramPacket question = new DatagramPacket(new byte[2_000], 2_000);
    upstream.receive(question);
    byte[] lie = "lie".getBytes(UTF_8);
    socket().send(new DatagramPacket(lie, lie.length, question.getSocketAddress()));
    byte[] answer = "answer".getBytes(UTF_8);
    upstream.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
    assertThat(receive(client)).isEqualTo("answer");
  }

  private static void assertSilent(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(100);
    assertThatThrownBy(() -> receive(socket)).isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(20_000);
  }

  private static ToxicSpec up(Toxic toxic) {
    return ToxicSpec.of(toxic, Direction.UPSTREAM);
  }

  @Test
  void datagrams_find_their_way_there_and_back_for_each_client() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP);
    DatagramSocket first = socket();
    DatagramSocket second = socket();
    send(first, proxy, "one");
    send(second, proxy, "two");
    assertThat(receive(second)).isEqualTo("two");
    assertThat(receive(first)).isEqualTo("one");
    assertThat(proxy.connections()).hasSize(2);
    assertThat(proxy.openConnections()).isEqualTo(2);
    assertThat(proxy.counters().connections().get()).isEqualTo(2);
    assertThat(proxy.counters().upstream().received().sum()).isEqualTo(6);
    assertThat(proxy.kill(1)).isTrue();
    assertThat(proxy.openConnections()).isEqualTo(1);
    proxy.update(proxy.listen(), proxy.upstream(), false);
    assertThat(proxy.openConnections()).isZero();
  }

  @Test
  void the_same_seed_loses_the_same_datagrams_and_nobody_sends_them_again() throws Exception {
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Proxy proxy = proxyTo(echo(), ProxyMode.UDP, up(new DatagramFault.Loss(0.5, 0)));
      DatagramSocket client = socket();
      List<String> arrived = new ArrayList<>();
      long sentBytes = 0;
      for (int i = 0; i < 41; i++) {
        send(client, proxy, "n" + i);
        sentBytes += ("n" + i).length();
      }
      // All that the toxic lets pass has come back to the proxy: the rest is lost.
      while (proxy.counters().upstream().received().sum() < sentBytes
          || proxy.counters().downstream().sent().sum()
              < proxy.counters().upstream().sent().sum()) {
        Thread.onSpinWait();
      }
      long back = proxy.counters().downstream().sent().sum();
      for (int length = 0; length < back; length += arrived.getLast().length()) {
        arrived.add(receive(client));
      }
      assertSilent(client);
      runs.add(arrived);
      server.delete("u");
    }
    assertThat(runs.getFirst()).isEqualTo(runs.getLast()).hasSizeBetween(8, 33);
  }

  @Test
  void a_duplicated_datagram_arrives_twice() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP, up(new DatagramFault.Duplicate(1)));
    DatagramSocket client = socket();
    send(client, proxy, "x");
    assertThat(List.of(receive(client), receive(client))).containsExactly("x", "x");
    assertSilent(client);
  }

  @Test
  void a_reordered_datagram_is_overtaken() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP, up(new DatagramFault.Reorder(1, 100)));
    DatagramSocket client = socket();
    send(client, proxy, "first");
    while (proxy.counters().upstream().received().sum() < 5) {
      Thread.onSpinWait();
    }
    proxy.updateToxic(up(new DatagramFault.Reorder(1, 0)));
    assertThat(receive(client)).as("an update lets go what was held").isEqualTo("first");
    Proxy other =
        server.create(
            ProxySpec.to("half", proxy.upstream())
                .in(ProxyMode.UDP)
                .with(up(new DatagramFault.Reorder(0.5, 60))));
    List<String> arrived = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      send(client, other, "n" + i);
    }
    for (int i = 0; i < 20; i++) {
      arrived.add(receive(client));
    }
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sent.add("n" + i);
    }
    assertThat(arrived).containsExactlyInAnyOrderElementsOf(sent).isNotEqualTo(sent);
  }

  @Test
  void a_corrupted_datagram_has_its_length_and_other_bits() throws Exception {
    Proxy proxy =
        proxyTo(
            echo(), ProxyMode.UDP, ToxicSpec.of(new StreamFault.Corrupt(1), Direction.UPSTREAM));
    DatagramSocket client = socket();
    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
    send(client, proxy, "aaaaaaaaaa");
    client.receive(packet);
    assertThat(packet.getLength()).isEqualTo(10);
    for (byte b : packet.getData()) {
      assertThat(Integer.bitCount((b ^ 'a') & 0xff)).isEqualTo(1);
    }
  }

  @Test
  void latency_delays_each_datagram() throws Exception {
    Proxy proxy =
        proxyTo(echo(), ProxyMode.UDP, ToxicSpec.of(new Toxic.Latency(40, 0), Stream.BOTH));
    DatagramSocket client = socket();
    long began = System.nanoTime();
    send(client, proxy, "x");
    assertThat(receive(client)).isEqualTo("x");
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(80_000_000);
    assertThat(proxy.applications("latency_both")).isEqualTo(1);
  }

  @Test
  void memory_stays_bounded_when_everything_is_held() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP, up(new Toxic.Latency(3_600_000, 0)));
    DatagramSocket client = socket();
    String kilobyte = "x".repeat(1_000);
    for (int i = 0; i < 6_000; i++) {
      send(client, proxy, kilobyte);
    }
    while (proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(proxy.connections().getFirst().heldBytes()).isBetween(1L, 1L << 20);
    assertThat(server.heldBytes()).isLessThanOrEqualTo(Signal.memoryOf(4_096, 1 << 20));
    server.delete("u");
    assertThat(server.heldBytes()).isZero();
  }

  @Test
  void datagrams_without_a_byte_take_memory_too() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP, up(new Toxic.Latency(3_600_000, 0)));
    DatagramSocket client = socket();
    send(client, proxy, "");
    while (proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(proxy.connections().getFirst().heldBytes()).isZero();
    assertThat(server.heldBytes()).isPositive();
    server.delete("u");
    assertThat(server.heldBytes()).isZero();
  }

  @Test
  void a_silent_client_is_forgotten_and_a_new_datagram_makes_it_known_again() throws Exception {
    Proxy proxy = proxyTo(echo(), new ProxyMode(Protocol.UDP, false, false, 1_500));
    DatagramSocket client = socket();
    send(client, proxy, "x");
    assertThat(receive(client)).isEqualTo("x");
    while (!proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    send(client, proxy, "y");
    assertThat(receive(client)).isEqualTo("y");
    assertThat(proxy.counters().connections().get()).isEqualTo(2);
  }

  @Test
  void a_server_that_is_down_harms_nothing() throws Exception {
    DatagramSocket gone = echo();
    Proxy proxy = proxyTo(gone, ProxyMode.UDP);
    gone.close();
    DatagramSocket client = socket();
    send(client, proxy, "x");
    send(client, proxy, "y");
    while (proxy.counters().upstream().received().sum() < 2) {
      Thread.onSpinWait();
    }
    assertSilent(client);
    assertThat(proxy.connections()).hasSize(1);
    assertThat(proxy.kill(1)).isTrue();
    assertThat(proxy.kill(1)).isFalse();
    assertThat(proxy.connections()).isEmpty();
  }

  @Test
  void a_toxic_for_streams_is_refused() throws Exception {
    Proxy proxy = proxyTo(echo(), ProxyMode.UDP);
    assertThatThrownBy(() -> proxy.addToxic(up(new Toxic.Slicer(5, 1, 0))))
        .isInstanceOf(ProxyException.class)
        .hasMessage("invalid value: type is 'slicer', which means nothing on a udp proxy");
    assertThatThrownBy(() -> proxyTo(echo(), ProxyMode.UDP, up(new StreamFault.Stall(0))))
        .isInstanceOf(ProxyException.class);
  }
}
