package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyApiTest {
  private static void connect(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
    }
  }

  private static ProxySpec spec(String name, String both) {
    return new ProxySpec(name, both, both, true, List.of(), ProxySpec.to(name, both).mode());
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

  /** It would dial itself until there are no descriptors any more. */
  @Test
  void a_proxy_before_itself_is_refused() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      Proxy other = server.create(ProxySpec.to("p", "127.0.0.1:9"));
      String listen = other.listen();
      assertThatThrownBy(() -> other.update(listen, listen, true))
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining(
              "upstream is '" + listen + "', which is the address of the proxy itself");
      assertThat(other.upstream()).isEqualTo("127.0.0.1:9");
      assertThat(other.enabled()).isTrue();
      other.delete();
      String name = "localhost:" + listen.substring(listen.indexOf(':') + 1);
      for (String both : List.of(listen, name)) {
        assertThatThrownBy(() -> server.create(spec("self", both)))
            .hasMessageContaining("which is the address of the proxy itself");
      }
      assertThat(server.create(spec("q", "127.0.0.1:0")).port()).isPositive();
    }
  }

  @Test
  void an_interface_answers_what_came_before_it_was_told_to() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      ProxyApi unused = ProxyApi.bind(server, ProxyApiOptions.loopback(0), ProxyLog.NONE);
      unused.close();
      assertThatThrownBy(() -> connect(unused.address())).isInstanceOf(ConnectException.class);
      unused.answer();
      ProxyApi api = ProxyApi.bind(server, ProxyApiOptions.loopback(0), ProxyLog.NONE);
      try (Socket early = new Socket(api.address().getAddress(), api.address().getPort())) {
        early.getOutputStream().write("GET /version HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
        api.answer();
        assertThat(new String(early.getInputStream().readAllBytes(), US_ASCII)).contains(" 200 ");
      }
      assertThatThrownBy(api::answer).isInstanceOf(IllegalStateException.class);
    }
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
