package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.net.Loops;
import dev.faultline.chaos.net.Network;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops that get no processor for a while. */
@Timeout(60)
class StandingStillTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private static void awaitFree(int port) throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.isBound()).isTrue();
        return;
      } catch (BindException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void a_loop_that_goes_on_after_seconds_is_waited_for() throws Exception {
    try (Network network = new Network(1, 1, 1 << 20);
        ProxyServer server = new ProxyServer(network)) {
      CountDownLatch released = Loops.hold(network);
      CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS).execute(released::countDown);
      assertThat(server.create(ProxySpec.to("p", "127.0.0.1:9")).enabled()).isTrue();
    }
  }

  @Test
  void a_proxy_that_could_not_be_started_in_time_gives_its_port_back() throws Exception {
    try (Network network = new Network(1, 1, 1 << 20, SHORT);
        ProxyServer server = new ProxyServer(network)) {
      int port = freePort();
      CountDownLatch released = Loops.hold(network);
      assertThatThrownBy(() ->
              server.create(
                  new ProxySpec("p", "127.0.0.1:" + port, "127.0.0.1:9", true, List.of())))
          .isInstanceOf(IllegalStateException.class);
      assertThat(server.proxies()).isEmpty();
      released.countDown();
      awaitFree(port);
    }
  }

  @Test
  void an_error_in_a_loop_ends_nothing_else() throws Exception {
    try (Network network = new Network(1, 1, 1 << 20);
        ProxyServer server = new ProxyServer(network);
        Sockets.Server echo = Sockets.echo()) {
      Loops.execute(
          network,
          () -> {
            throw new StackOverflowError("of this test, which is to be said and no more");
          });
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      try (Socket socket = Sockets.connect(proxy)) {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
    }
  }

  @Test
  void a_deleted_proxy_is_not_started_again_by_whoever_still_holds_it() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      Proxy proxy = server.create(ProxySpec.to("p", "127.0.0.1:9"));
      int port = proxy.port();
      server.delete("p");
      assertThatThrownBy(() -> proxy.update(proxy.listen(), proxy.upstream(), true))
          .isInstanceOf(ProxyException.class)
          .hasMessageContaining("proxy not found");
      assertThatThrownBy(proxy::clear).isInstanceOf(ProxyException.class);
      assertThat(proxy.enabled()).isFalse();
      awaitFree(port);
    }
  }

  @Test
  void a_server_that_is_closed_while_a_loop_stands_still_closes_all_its_proxies() throws Exception {
    Network network = new Network(1, 1, 1 << 20, SHORT);
    ProxyServer server = new ProxyServer(network);
    int first = server.create(ProxySpec.to("a", "127.0.0.1:9")).port();
    int second = server.create(ProxySpec.to("b", "127.0.0.1:9")).port();
    CountDownLatch released = Loops.hold(network);
    assertThatThrownBy(server::close).isInstanceOf(IllegalStateException.class);
    released.countDown();
    awaitFree(first);
    awaitFree(second);
    server.close();
  }
}
