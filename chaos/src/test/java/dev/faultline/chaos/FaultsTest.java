package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults that Toxiproxy does not have, on real sockets of the loopback interface. */
@Timeout(60)
class FaultsTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private Proxy echoProxy(ToxicSpec... toxics) throws Exception {
    Sockets.Server upstream = Sockets.echo();
    opened.add(upstream);
    return server.create(ProxySpec.to("p", upstream.address()).with(toxics));
  }

  private Socket connect(Proxy proxy) throws IOException {
    Socket socket = Sockets.connect(proxy);
    opened.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  private static void awaitSum(LongAdder counter, long sum) {
    while (counter.sum() < sum) {
      Thread.onSpinWait();
    }
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(100);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(20_000);
  }

  private static ToxicSpec always(Toxic toxic) {
    return ToxicSpec.of(toxic, Direction.DOWNSTREAM);
  }

  @Test
  void a_one_way_stall_lets_the_other_way_flow_and_loses_nothing() throws Exception {
    Proxy proxy = echoProxy(always(new StreamFault.Stall(0)));
    Socket socket = connect(proxy);
    send(socket, "hello");
    socket.shutdownOutput();
    awaitSum(proxy.counters().upstream().sent(), 5);
    assertSilent(socket);
    assertThat(proxy.counters().upstream().sent().sum()).isEqualTo(5);
    proxy.removeToxic("stall_downstream");
    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo("hello");
  }

  @Test
  void a_half_open_connection_shows_no_end_and_is_reset_when_the_peer_comes_back()
      throws Exception {
    CompletableFuture<Boolean> serverEnded = new CompletableFuture<>();
    Sockets.Server upstream =
        Sockets.serve(peer -> {
          peer.getOutputStream().write("x".getBytes(UTF_8));
          peer.getInputStream().read();
          peer.close();
          serverEnded.complete(true);
        });
    opened.add(upstream);
    Proxy proxy = server.create(ProxySpec.to("p", upstream.address()));
    Socket socket = connect(proxy);
    assertThat(receive(socket, 1)).isEqualTo("x");
    proxy.addToxic(always(new StreamFault.HalfOpen(0)));
    send(socket, "y");
    assertThat(serverEnded.get(10, TimeUnit.SECONDS)).isTrue();
    assertSilent(socket);
    proxy.removeToxic("half_open_downstream");
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void a_half_open_connection_that_both_peers_have_left_is_forgotten() throws Exception {
    Proxy proxy = echoProxy(ToxicSpec.of(new StreamFault.HalfOpen(0), Stream.BOTH));
    Socket socket = connect(proxy);
    send(socket, "x");
    awaitConnections(proxy, 1);
    assertThat(proxy.connections().getFirst().upstream()).containsExactly("half_open_both");
    assertThat(proxy.connections().getFirst().downstream()).containsExactly("half_open_both");
    assertThat(proxy.applications("half_open_both")).isEqualTo(1);
    assertThat(proxy.kill(1)).isTrue();
    assertThat(proxy.connections()).isEmpty();
  }

  private static void awaitConnections(Proxy proxy, int count) {
    while (proxy.connections().stream().filter(c -> c.state().equals("open")).count() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusing_closes_the_door_for_new_clients_and_leaves_the_old_ones() throws Exception {
    Proxy proxy = echoProxy();
    Socket old = connect(proxy);
    send(old, "a");
    assertThat(receive(old, 1)).isEqualTo("a");
    proxy.addToxic(always(new ConnectFault.Refuse()));
    assertThatThrownBy(() -> connect(proxy)).isInstanceOf(ConnectException.class);
    send(old, "b");
    assertThat(receive(old, 1)).isEqualTo("b");
    proxy.removeToxic("refuse_downstream");
    Socket again = connect(proxy);
    send(again, "c");
    assertThat(receive(again, 1)).isEqualTo("c");
  }

  @Test
  void refusing_some_clients_only_is_refused() {
    assertThatThrownBy(
            () -> new ToxicSpec("r", new ConnectFault.Refuse(), Direction.UPSTREAM, 0.5f))
        .isInstanceOf(AttributeException.class)
        .hasMessage("attribute toxicity is 0.5, expected 1, since refuse strikes all clients");
    ToxicSpec all = always(new ConnectFault.Refuse());
    assertThatThrownBy(() -> all.from(new SourceMatch(List.of("127.0.0.1"))))
        .isInstanceOf(AttributeException.class);
  }

  @Test
  void a_connect_reset_resets_the_client_and_does_not_dial() throws Exception {
    Proxy proxy = echoProxy(always(new ConnectFault.ConnectReset()));
    assertThatThrownBy(
            () -> {
              Socket socket = connect(proxy);
              socket.getInputStream().read();
            })
        .isInstanceOf(SocketException.class);
    assertThat(proxy.applications("connect_reset_downstream")).isEqualTo(1);
    assertThat(proxy.connections()).isEmpty();
  }

  @Test
  void a_slow_connect_dials_later_and_at_once_when_it_is_removed() throws Exception {
    Proxy proxy = echoProxy(always(new ConnectFault.SlowConnect(3_600_000)));
    Socket socket = connect(proxy);
    send(socket, "hello");
    while (proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    ConnectionView waiting = proxy.connections().getFirst();
    assertThat(waiting.state()).isEqualTo("waiting");
    assertThat(waiting.connecting()).containsExactly("slow_connect_downstream");
    assertSilent(socket);
    proxy.removeToxic("slow_connect_downstream");
    assertThat(receive(socket, 5)).isEqualTo("hello");
  }

  @Test
  void an_update_of_a_half_open_connection_that_has_lost_something_resets_it() throws Exception {
    Proxy proxy = echoProxy(always(new StreamFault.HalfOpen(2)));
    Socket socket = connect(proxy);
    send(socket, "abc");
    assertThat(receive(socket, 2)).isEqualTo("ab");
    proxy.updateToxic(always(new StreamFault.HalfOpen(100)));
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void an_update_of_a_limit_goes_on_counting() throws Exception {
    Proxy proxy = echoProxy(always(new Toxic.LimitData(100)));
    Socket socket = connect(proxy);
    send(socket, "abcde");
    assertThat(receive(socket, 5)).isEqualTo("abcde");
    proxy.updateToxic(always(new Toxic.LimitData(7)));
    send(socket, "fghij");
    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo("fg");
  }

  @Test
  void a_slow_connect_takes_its_time() throws Exception {
    Proxy proxy = echoProxy(always(new ConnectFault.SlowConnect(60)));
    long began = System.nanoTime();
    Socket socket = connect(proxy);
    send(socket, "hello");
    assertThat(receive(socket, 5)).isEqualTo("hello");
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(60_000_000);
  }

  @Test
  void a_connection_that_is_never_dialled_is_held_and_reset_when_that_is_over() throws Exception {
    Proxy proxy = echoProxy(always(new ConnectFault.ConnectNever()));
    Socket socket = connect(proxy);
    send(socket, "hello");
    while (proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    assertSilent(socket);
    assertThat(proxy.connections().getFirst().state()).isEqualTo("held");
    proxy.removeToxic("connect_never_downstream");
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void a_black_hole_needs_no_server_and_swallows_everything() throws Exception {
    Proxy proxy =
        server.create(
            new ProxySpec("hole", ProxySpec.ANY_PORT, "", true, List.of(), ProxyMode.BLACK_HOLE));
    Socket socket = connect(proxy);
    socket.getOutputStream().write(new byte[300_000]);
    while (proxy.counters().upstream().received().sum() < 300_000) {
      Thread.onSpinWait();
    }
    assertSilent(socket);
    socket.close();
    while (!proxy.connections().isEmpty()) {
      Thread.onSpinWait();
    }
    proxy.update(proxy.listen(), "", false);
    assertThat(proxy.enabled()).isFalse();
  }

  @Test
  void a_server_that_is_down_resets_the_client_where_that_is_wanted() throws Exception {
    Proxy proxy =
        server.create(
            ProxySpec.to("p", Sockets.addressOfNobody())
                .in(new ProxyMode(Protocol.TCP, false, true, 1)));
    assertThatThrownBy(() -> connect(proxy).getInputStream().read())
        .isInstanceOf(SocketException.class);
  }

  @Test
  void a_toxic_bites_clients_of_its_source_only() throws Exception {
    Proxy proxy =
        echoProxy(
            always(new StreamFault.Stall(0)).from(new SourceMatch(List.of("10.0.0.0/8", "::1"))));
    Socket socket = connect(proxy);
    send(socket, "hello");
    assertThat(receive(socket, 5)).isEqualTo("hello");
    proxy.updateToxic(
        always(new StreamFault.Stall(0)).from(new SourceMatch(List.of("127.0.0.0/24"))));
    send(socket, "hello");
    assertSilent(socket);
  }

  @Test
  void a_source_that_is_no_address_is_named() {
    for (String bad : List.of("db", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "")) {
      assertThatThrownBy(() -> new SourceMatch(List.of(bad)))
          .isInstanceOf(AttributeException.class)
          .hasMessageContaining("'" + bad + "'");
    }
  }

  @Test
  void a_schedule_begins_a_toxic() throws Exception {
    Proxy proxy = echoProxy();
    Socket socket = connect(proxy);
    long began = System.nanoTime();
    proxy.addToxic(always(new StreamFault.Stall(0)).during(new Schedule(40, 3_600_000)));
    while (proxy.applications("stall_downstream") == 0) {
      Thread.onSpinWait();
    }
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(40_000_000);
    send(socket, "hello");
    assertSilent(socket);
  }

  @Test
  void a_schedule_ends_a_toxic() throws Exception {
    Proxy proxy = echoProxy();
    Socket socket = connect(proxy);
    awaitConnections(proxy, 1);
    long began = System.nanoTime();
    proxy.addToxic(always(new StreamFault.Stall(0)).during(new Schedule(0, 1_000)));
    assertThat(proxy.applications("stall_downstream")).isEqualTo(1);
    send(socket, "hello");
    assertThat(receive(socket, 5)).isEqualTo("hello");
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(1_000_000_000);
    assertThat(proxy.connections().getFirst().downstream()).isEmpty();
  }

  @Test
  void a_schedule_opens_and_closes_the_door() throws Exception {
    Proxy proxy = echoProxy(always(new ConnectFault.Refuse()).during(new Schedule(0, 100)));
    Socket socket = null;
    while (socket == null) {
      try {
        socket = connect(proxy);
      } catch (ConnectException e) {
        assertThat(e).hasMessageContaining("refused");
      }
    }
    send(socket, "c");
    assertThat(receive(socket, 1)).isEqualTo("c");
  }

  @Test
  void corruption_flips_the_same_bits_with_the_same_seed() throws Exception {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (ProxyServer fresh = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(5));
          Sockets.Server upstream = Sockets.echo()) {
        Proxy proxy =
            fresh.create(
                ProxySpec.to("p", upstream.address())
                    .with(ToxicSpec.of(new StreamFault.Corrupt(0.1), Stream.BOTH)));
        Socket socket = connect(proxy);
        send(socket, "a".repeat(200));
        seen.add(java.util.HexFormat.of().formatHex(socket.getInputStream().readNBytes(200)));
      }
    }
    assertThat(seen.getFirst()).isEqualTo(seen.getLast()).isNotEqualTo("61".repeat(200));
  }

  @Test
  void draws_say_beforehand_which_connections_a_toxic_bites() throws Exception {
    Proxy proxy =
        echoProxy(new ToxicSpec("half", new StreamFault.Stall(0), Direction.DOWNSTREAM, 0.5f));
    List<Long> foretold =
        proxy.draws("half", 1, 20, 0).stream()
            .filter(DrawView::bites)
            .map(DrawView::connection)
            .toList();
    for (int i = 0; i < 20; i++) {
      connect(proxy);
    }
    awaitConnections(proxy, 20);
    assertThat(proxy.connections().stream().filter(c -> !c.downstream().isEmpty()))
        .extracting(ConnectionView::number)
        .containsExactlyElementsOf(foretold);
    assertThat(foretold).isNotEmpty().hasSizeLessThan(20);
  }

  @Test
  void a_toxic_for_datagrams_is_refused_on_a_tcp_proxy() throws Exception {
    Proxy proxy = echoProxy();
    assertThatThrownBy(() -> proxy.addToxic(always(new DatagramFault.Loss(0.5, 0))))
        .isInstanceOf(ProxyException.class)
        .hasMessage(
            "invalid value: type is 'loss', which means nothing on a tcp proxy; what TCP makes of loss is loss_stall");
  }
}
