package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyApiTest {
  private static void connect(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
    }
  }

  /** Its thread would keep the JVM alive. */
  @Test
  void an_interface_ends_with_its_server() throws Exception {
    ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
    ProxyApi first = ProxyApi.start(server, ProxyApiOptions.loopback(0));
    ProxyApi second = ProxyApi.start(server, ProxyApiOptions.loopback(0));
    connect(first.address());
    connect(second.address());
    server.close();
    assertThatThrownBy(() -> connect(first.address())).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> connect(second.address())).isInstanceOf(ConnectException.class);
    first.close();
    ProxyApi late = ProxyApi.start(server, ProxyApiOptions.loopback(0));
    assertThatThrownBy(() -> connect(late.address())).isInstanceOf(ConnectException.class);
  }

  @Test
  void an_interface_that_is_closed_leaves_its_server() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      ProxyApi api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
      api.close();
      assertThat(server.create(ProxySpec.to("p", "127.0.0.1:9")).port()).isPositive();
    }
  }
}
