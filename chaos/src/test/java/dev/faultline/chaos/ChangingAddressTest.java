package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change of addresses that the system refuses changes nothing. */
@Timeout(60)
class ChangingAddressTest {
  @Test
  void a_taken_address_leaves_the_proxy_and_its_connections_as_they_were() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        Sockets.Server echo = Sockets.echo();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      String listen = proxy.listen();
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
        assertThatThrownBy(
                () -> proxy.update("127.0.0.1:" + taken.getLocalPort(), "127.0.0.1:9", true))
            .isInstanceOf(ProxyException.class)
            .hasMessageContaining("address already in use");
        assertThat(proxy.listen()).isEqualTo(listen);
        assertThat(proxy.upstream()).isEqualTo(echo.address());
        assertThat(proxy.enabled()).isTrue();
        assertAnswers(socket);
      }
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
      }
    }
  }

  @Test
  void a_refused_address_of_a_disabled_proxy_is_forgotten() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        Sockets.Server echo = Sockets.echo();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      String listen = proxy.listen();
      proxy.update(listen, echo.address(), false);
      assertThatThrownBy(
              () -> proxy.update("127.0.0.1:" + taken.getLocalPort(), echo.address(), true))
          .isInstanceOf(ProxyException.class);
      assertThat(proxy.listen()).isEqualTo(listen);
      assertThat(proxy.enabled()).isFalse();
      assertThat(server.reset()).isEmpty();
    }
  }

  @Test
  void the_old_place_does_not_keep_the_new_one_taken() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        Sockets.Server echo = Sockets.echo()) {
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      int port = proxy.port();
      proxy.update("0.0.0.0:" + port, echo.address(), true);
      assertThat(proxy.port()).isEqualTo(port);
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
      }
      assertThatThrownBy(() -> proxy.update("192.0.2.1:" + port, echo.address(), true))
          .isInstanceOf(ProxyException.class);
      assertThat(proxy.enabled()).isTrue();
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
      }
    }
  }

  private static void assertAnswers(Socket socket) throws Exception {
    socket.getOutputStream().write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
  }
}
