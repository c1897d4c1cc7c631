package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams of all sizes, and clients that are silent while theirs wait. */
@Timeout(60)
class DatagramCareTest {
  private static final int LONGEST = 65_507;

  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private DatagramSocket echo;
  private DatagramSocket client;

  @BeforeEach
  void open() throws IOException {
    echo = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client.setSoTimeout(20_000);
    Thread.startVirtualThread(() -> {
      DatagramPacket packet = new DatagramPacket(new byte[LONGEST + 1], LONGEST + 1);
      try {
        while (true) {
          packet.setLength(LONGEST + 1);
          echo.receive(packet);
          echo.send(packet);
        }
      } catch (IOException e) {
        // The test is over.
        assert e != null;
      }
    });
  }

  @AfterEach
  void closeAll() {
    server.close();
    echo.close();
    client.close();
  }

  private Proxy proxy(ProxyMode mode, ToxicSpec... toxics) throws ProxyException {
    return server.create(
        ProxySpec.to("u", "127.0.0.1:" + echo.getLocalPort()).in(mode).with(toxics));
  }

  private byte[] answerTo(byte[] question, Proxy proxy) throws IOException {
    client.send(
        new DatagramPacket(
            question, question.length, InetAddress.getLoopbackAddress(), proxy.port()));
    DatagramPacket answer = new DatagramPacket(new byte[LONGEST + 1], LONGEST + 1);
    client.receive(answer);
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_472, 9_000, LONGEST})
  void a_datagram_of_any_size_passes_whole(int length) throws Exception {
    byte[] question = new byte[length];
    new Random(7).nextBytes(question);
    Proxy plain = proxy(ProxyMode.UDP);
    assertThat(answerTo(question, plain)).isEqualTo(question);
    plain.addToxic(ToxicSpec.of(new Toxic.Latency(5, 0), Stream.BOTH));
    assertThat(answerTo(question, plain)).isEqualTo(question);
  }

  @Test
  void a_client_whose_datagrams_wait_longer_than_it_may_be_silent_is_not_forgotten()
      throws Exception {
    ProxyMode forgetful = new ProxyMode(Protocol.UDP, false, false, 50);
    Proxy proxy = proxy(forgetful, ToxicSpec.of(new Toxic.Latency(300, 0), Stream.BOTH));
    byte[] question = {1, 2, 3};
    assertThat(answerTo(question, proxy)).isEqualTo(question);
    assertThat(proxy.counters().connections()).hasValue(1);
  }
}
