package dev.faultline.chaos.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusedCountTest {
  @BeforeEach
  void needTheCapability() {
    assumeTrue(RefusedCount.isPossible(), "refused clients are counted with CAP_NET_RAW alone");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "::1, ::1",
    "::, ::1",
    "::, 127.0.0.1",
  })
  void each_client_that_the_system_refuses_counts_once(String listen, String to)
      throws IOException {
    int[] ports = new int[2];
    InetAddress server = InetAddress.getByName(to);
    try (ServerSocket one = new ServerSocket(0, 1, server);
        ServerSocket other = new ServerSocket(0, 1, server)) {
      ports[0] = one.getLocalPort();
      ports[1] = other.getLocalPort();
    }
    try (RefusedCount count =
        RefusedCount.at(new InetSocketAddress(InetAddress.getByName(listen), ports[0]))) {
      assertThat(count.take()).isZero();
      refused(server, ports[0], 3);
      refused(server, ports[1], 1);
      assertThat(count.take()).isEqualTo(3);
      assertThat(count.take()).isZero();
    }
  }

  private static void refused(InetAddress server, int port, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> new Socket(server, port).close())
          .isInstanceOf(ConnectException.class);
    }
  }
}
