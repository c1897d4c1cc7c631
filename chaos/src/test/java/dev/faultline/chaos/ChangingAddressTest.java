package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change of addresses that the system refuses changes nothing. */
@Timeout(60)
class ChangingAddressTest {
  private static ProxySpec at(String listen, String upstream) {
    return new ProxySpec("p", listen, upstream, true, List.of());
  }

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
  void a_populate_whose_new_address_is_refused_leaves_the_proxy_and_its_connections()
      throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        Sockets.Server echo = Sockets.echo();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Proxy proxy =
          server.create(
              ProxySpec.to("p", echo.address())
                  .with(ToxicSpec.of(new Toxic.Noop(), Direction.UPSTREAM)));
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
        ProxyServer.Populated refused =
            server.populate(List.of(at("127.0.0.1:" + taken.getLocalPort(), echo.address())));
        assertThat(refused.failures()).hasSize(1);
        assertThat(server.proxy("p")).isSameAs(proxy);
        assertThat(proxy.toxics()).hasSize(1);
        assertAnswers(socket);
        // With the same port, the old one has to stop first, and comes back.
        ProxyServer.Populated elsewhere =
            server.populate(List.of(at("192.0.2.1:" + proxy.port(), "127.0.0.1:9")));
        assertThat(elsewhere.failures()).hasSize(1);
        assertThat(proxy.enabled()).isTrue();
      }
      try (Socket socket = Sockets.connect(proxy)) {
        assertAnswers(socket);
      }
      ProxyServer.Populated done = server.populate(List.of(at(proxy.listen(), "127.0.0.1:9")));
      assertThat(done.failures()).isEmpty();
      assertThat(server.proxy("p").upstream()).isEqualTo("127.0.0.1:9");
      assertThat(proxy.enabled()).isFalse();
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
