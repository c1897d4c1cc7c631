package dev.faultline.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What tests with the annotation get. */
@SuppressWarnings("NullAway.Init") // The extension fills the fields.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxiedTest {
  private static final List<Proxy> EARLIER = new ArrayList<>();

  @Proxied("127.0.0.1:9")
  private static Proxy shared;

  @Proxied("127.0.0.1:9")
  private Proxy own;

  @Proxied(seed = 7)
  private ProxyServer server;

  @Test
  @Order(1)
  void fields_and_parameters_get_proxies_that_listen(@Proxied("127.0.0.1:10") Proxy given)
      throws Exception {
    for (Proxy proxy : List.of(shared, own, given)) {
      assertThat(proxy.port()).isPositive();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
    assertThat(given.upstream()).isEqualTo("127.0.0.1:10");
    ToxicSpec toxic = ToxicSpec.of(new Toxic.Noop(), Direction.UPSTREAM);
    shared.addToxic(toxic);
    own.addToxic(toxic);
    EARLIER.add(shared);
    EARLIER.add(own);
  }

  @Test
  @Order(2)
  void the_next_test_has_a_new_proxy_and_a_shared_one_without_toxics() {
    assertThat(shared).isSameAs(EARLIER.get(0));
    assertThat(shared.toxics()).isEmpty();
    assertThat(own).isNotSameAs(EARLIER.get(1));
    assertThat(own.toxics()).isEmpty();
    assertThat(EARLIER.get(1).enabled()).as("the first test's proxy is closed").isFalse();
  }

  @Test
  @Order(3)
  void the_server_itself_serves_upstreams_that_only_the_test_knows() throws Exception {
    try (ServerSocket container = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Proxy proxy = server.create(ProxySpec.to("db", "127.0.0.1:" + container.getLocalPort()));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        client.getOutputStream().write(42);
        try (Socket accepted = container.accept()) {
          assertThat(accepted.getInputStream().read()).isEqualTo(42);
        }
      }
    }
  }

  @Test
  @Order(4)
  void datagrams_are_an_option(@Proxied(value = "127.0.0.1:9", protocol = Protocol.UDP) Proxy udp) {
    assertThat(udp.mode().protocol()).isEqualTo(Protocol.UDP);
  }
}
