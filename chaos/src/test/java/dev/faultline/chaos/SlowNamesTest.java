package dev.faultline.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.net.Endpoint;
import dev.faultline.chaos.net.Network;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Names to listen at whose name server takes its time. Who waits for a lock cannot be interrupted,
 * hence the threads of their own.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowNamesTest {
  private static final String SLOW = "slow.test:0";

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private Network network;
  private ProxyServer server;
  private Proxy other;

  @BeforeEach
  void start() throws Exception {
    network = new Network(1, 1, 1 << 20, Duration.ofSeconds(30), this::resolve);
    server = new ProxyServer(network);
    other = server.create(ProxySpec.to("other", "127.0.0.1:9"));
  }

  @AfterEach
  void stop() {
    answered.countDown();
    server.close();
  }

  /** A name server that answers for one host when the test says so, and at once for all others. */
  private InetSocketAddress resolve(Endpoint endpoint) throws UnknownHostException {
    if (!endpoint.host().equals("slow.test")) {
      return endpoint.resolve();
    }
    asked.countDown();
    try {
      answered.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
  }

  private static ProxySpec slow(boolean enabled) {
    return new ProxySpec("slow", SLOW, "127.0.0.1:9", enabled, List.of());
  }

  /** Begins something that asks the slow name server, and returns when that has been asked. */
  private <T> FutureTask<T> waiting(Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.startVirtualThread(task);
    asked.await();
    return task;
  }

  private void assertOthersGoOn() throws Exception {
    assertThat(server.proxies()).contains(other);
    assertThat(server.reset()).isEmpty();
    other.addToxic(ToxicSpec.of(new Toxic.Latency(1, 0), Direction.DOWNSTREAM));
    other.update("127.0.0.1:0", "127.0.0.1:10", true);
    server.create(ProxySpec.to("third", "127.0.0.1:9"));
    assertThat(server.populate(List.of(ProxySpec.to("fourth", "127.0.0.1:9"))).failures())
        .isEmpty();
    server.delete("third");
  }

  @Test
  void others_are_made_changed_and_deleted_while_a_creation_waits() throws Exception {
    FutureTask<Proxy> creation = waiting(() -> server.create(slow(true)));
    assertOthersGoOn();
    answered.countDown();
    Proxy made = creation.get();
    assertThat(made.listen()).startsWith("127.0.0.1:").doesNotEndWith(":0");
    assertThat(server.proxy("slow")).isSameAs(made);
  }

  @Test
  void others_go_on_while_a_populate_waits() throws Exception {
    FutureTask<ProxyServer.Populated> populate =
        waiting(() -> server.populate(List.of(slow(true))));
    assertOthersGoOn();
    answered.countDown();
    assertThat(populate.get().failures()).isEmpty();
    assertThat(server.proxy("slow").enabled()).isTrue();
  }

  @Test
  void others_go_on_while_a_reset_waits_and_a_proxy_that_is_deleted_meanwhile_is_no_failure()
      throws Exception {
    server.create(slow(false));
    FutureTask<List<ProxyException>> reset = waiting(server::reset);
    assertThat(server.proxy("slow").enabled()).isFalse();
    server.create(ProxySpec.to("third", "127.0.0.1:9"));
    server.delete("slow");
    answered.countDown();
    assertThat(reset.get()).isEmpty();
  }

  @Test
  void of_two_that_want_one_name_the_one_that_waits_is_refused() throws Exception {
    FutureTask<Proxy> creation = waiting(() -> server.create(slow(true)));
    Proxy made = server.create(ProxySpec.to("slow", "127.0.0.1:9"));
    answered.countDown();
    assertThatThrownBy(creation::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("proxy already exists");
    assertThat(server.proxy("slow")).isSameAs(made);
  }

  @Test
  void a_proxy_that_waits_for_another_place_serves_and_changes_until_then() throws Exception {
    try (Sockets.Server echo = Sockets.echo()) {
      Proxy proxy = server.create(ProxySpec.to("p", echo.address()));
      int before = proxy.port();
      FutureTask<Boolean> move =
          waiting(() -> {
            proxy.update(Optional.of(SLOW), Optional.empty(), Optional.empty());
            return true;
          });
      proxy.addToxic(ToxicSpec.of(new Toxic.Noop(), Direction.DOWNSTREAM));
      assertThat(proxy.port()).isEqualTo(before);
      try (Socket socket = Sockets.connect(proxy)) {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
      answered.countDown();
      assertThat(move.get()).isTrue();
      assertThat(proxy.port()).isNotEqualTo(before);
      assertThat(proxy.toxics()).hasSize(1);
    }
  }

  @Test
  void an_update_that_waits_undoes_nothing_of_another_one() throws Exception {
    FutureTask<Boolean> move =
        waiting(() -> {
          other.update(Optional.of(SLOW), Optional.empty(), Optional.empty());
          return true;
        });
    other.update(Optional.empty(), Optional.of("127.0.0.1:10"), Optional.of(false));
    answered.countDown();
    assertThat(move.get()).isTrue();
    assertThat(other.upstream()).isEqualTo("127.0.0.1:10");
    assertThat(other.enabled()).isFalse();
    assertThat(other.listen()).isEqualTo(SLOW);
  }

  @Test
  void a_proxy_that_is_deleted_while_it_waits_is_not_started() throws Exception {
    server.create(slow(false));
    Proxy proxy = server.proxy("slow");
    FutureTask<Boolean> start =
        waiting(() -> {
          proxy.update(Optional.empty(), Optional.empty(), Optional.of(true));
          return true;
        });
    server.delete("slow");
    answered.countDown();
    assertThatThrownBy(start::get).hasMessageContaining("proxy not found");
    assertThat(proxy.enabled()).isFalse();
  }

  @Test
  void a_server_that_is_closed_meanwhile_makes_nothing() throws Exception {
    FutureTask<Proxy> creation = waiting(() -> server.create(slow(true)));
    server.close();
    answered.countDown();
    assertThatThrownBy(creation::get).hasMessageContaining("has been closed");
    assertThat(server.proxies()).isEmpty();
  }
}
