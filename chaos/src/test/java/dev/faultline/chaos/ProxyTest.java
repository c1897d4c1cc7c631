package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections through a proxy, on real sockets of the loopback interface. */
@Timeout(60)
class ProxyTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private Proxy proxyTo(Sockets.Server upstream, ToxicSpec... toxics) throws ProxyException {
    opened.add(upstream);
    return server.create(
        new ProxySpec("p", ProxySpec.ANY_PORT, upstream.address(), true, List.of(toxics)));
  }

  private Socket connect(Proxy proxy) throws IOException {
    Socket socket = Sockets.connect(proxy);
    opened.add(socket);
    return socket;
  }

  private static String roundTrip(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return new String(socket.getInputStream().readNBytes(text.length()), UTF_8);
  }

  @Test
  void bytes_pass_in_both_directions_unchanged() throws Exception {
    Socket socket = connect(proxyTo(Sockets.echo()));
    byte[] sent = new byte[3_000_000];
    new Random(4).nextBytes(sent);
    Thread.startVirtualThread(() -> {
      try {
        socket.getOutputStream().write(sent);
        socket.shutdownOutput();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
  }

  @Test
  void half_a_close_leaves_the_other_half_open() throws Exception {
    Sockets.Server counting =
        Sockets.serve(socket -> {
          byte[] all = socket.getInputStream().readAllBytes();
          socket.getOutputStream().write(("got " + all.length).getBytes(UTF_8));
        });
    Socket socket = connect(proxyTo(counting));
    socket.getOutputStream().write(new byte[1_000]);
    socket.shutdownOutput();
    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo("got 1000");
  }

  @Test
  void a_server_that_resets_resets_the_client() throws Exception {
    Socket socket =
        connect(
            proxyTo(
                Sockets.serve(peer -> {
                  peer.getInputStream().read();
                  peer.setSoLinger(true, 0);
                })));
    socket.getOutputStream().write(1);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void a_server_that_is_down_ends_the_connection_in_order() throws Exception {
    // Nobody accepts on it: a thread that waits in accept keeps a closed socket listening for a
    // while.
    Proxy proxy;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      proxy = proxyTo(new Sockets.Server(gone));
    }
    assertThat(connect(proxy).getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void a_name_that_does_not_resolve_ends_the_connection_and_leaves_the_proxy_alive()
      throws Exception {
    Proxy proxy = server.create(ProxySpec.to("p", "no-such-host.invalid:1"));
    assertThat(connect(proxy).getInputStream().read()).isEqualTo(-1);
    assertThat(connect(proxy).getInputStream().read()).isEqualTo(-1);
    assertThat(proxy.enabled()).isTrue();
  }

  @Test
  void a_reset_toxic_resets_both_peers() throws Exception {
    CompletableFuture<Object> seen = new CompletableFuture<>();
    Sockets.Server upstream =
        Sockets.serve(peer -> {
          try {
            seen.complete(peer.getInputStream().read());
          } catch (IOException e) {
            seen.complete(e);
          }
        });
    Proxy proxy = proxyTo(upstream, ToxicSpec.of(new Toxic.ResetPeer(0), Direction.DOWNSTREAM));
    Socket socket = connect(proxy);
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
  }

  @Test
  void a_reset_toxic_that_spares_a_connection_leaves_its_end_in_order() throws Exception {
    Proxy proxy =
        proxyTo(
            Sockets.echo(), new ToxicSpec("r", new Toxic.ResetPeer(0), Direction.DOWNSTREAM, 0));
    Socket socket = connect(proxy);
    assertThat(roundTrip(socket, "hello")).isEqualTo("hello");
    socket.shutdownOutput();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void a_reset_toxic_bites_connections_that_live_already() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket socket = connect(proxy);
    assertThat(roundTrip(socket, "hello")).isEqualTo("hello");
    proxy.addToxic(ToxicSpec.of(new Toxic.ResetPeer(10), Direction.UPSTREAM));
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void limit_data_passes_exactly_its_bytes_and_then_the_end() throws Exception {
    Socket socket =
        connect(
            proxyTo(
                Sockets.serve(peer -> {
                  peer.getOutputStream().write(new byte[100_000]);
                  peer.getInputStream().read();
                }),
                ToxicSpec.of(new Toxic.LimitData(70_001), Direction.DOWNSTREAM)));
    assertThat(socket.getInputStream().readAllBytes()).hasSize(70_001);
  }

  @Test
  void removing_a_timeout_closes_what_it_held_and_nothing_else() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket socket = connect(proxy);
    assertThat(roundTrip(socket, "before")).isEqualTo("before");
    proxy.addToxic(new ToxicSpec("none", new Toxic.Timeout(0), Direction.UPSTREAM, 0));
    proxy.removeToxic("none");
    assertThat(roundTrip(socket, "spared")).isEqualTo("spared");
    proxy.addToxic(ToxicSpec.of(new Toxic.Timeout(0), Direction.UPSTREAM));
    socket.getOutputStream().write("dropped".getBytes(UTF_8));
    proxy.removeToxic("timeout_upstream");
    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
  }

  @Test
  void removing_a_toxic_returns_at_once_although_the_receiver_takes_nothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Sockets.Server deaf =
        Sockets.serve(peer -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Proxy proxy = proxyTo(deaf, ToxicSpec.of(new Toxic.Latency(100_000, 0), Direction.UPSTREAM));
    proxy.addToxic(ToxicSpec.of(new Toxic.Timeout(50_000), Direction.DOWNSTREAM));
    Socket socket = connect(proxy);
    Thread.startVirtualThread(() -> {
      try {
        OutputStream out = socket.getOutputStream();
        while (true) {
          out.write(new byte[1 << 16]);
        }
      } catch (IOException e) {
        // Cut off at the end of the test.
        assert e != null;
      }
    });
    CompletableFuture<Void> removed =
        CompletableFuture.runAsync(() -> {
          try {
            proxy.removeToxic("latency_upstream");
            proxy.removeToxic("timeout_downstream");
            server.delete("p");
          } catch (ProxyException e) {
            throw new IllegalStateException(e);
          }
        });
    removed.get(10, TimeUnit.SECONDS);
    over.countDown();
  }

  @Test
  void a_timeout_ends_a_connection_whose_receiver_takes_nothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Sockets.Server deaf =
        Sockets.serve(peer -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Proxy proxy = proxyTo(deaf);
    Socket socket = connect(proxy);
    CompletableFuture<Void> cut =
        CompletableFuture.runAsync(() -> {
          try {
            OutputStream out = socket.getOutputStream();
            while (true) {
              out.write(new byte[1 << 16]);
            }
          } catch (IOException e) {
            // This is what the toxic does to the sender.
            assert e != null;
          }
        });
    while (proxy.counters().upstream().received().sum() < 1 << 20) {
      Thread.onSpinWait();
    }
    proxy.addToxic(ToxicSpec.of(new Toxic.Timeout(100), Direction.UPSTREAM));
    cut.get(10, TimeUnit.SECONDS);
    over.countDown();
  }

  @Test
  void a_deleted_proxy_gives_its_port_back_before_it_returns() throws Exception {
    Sockets.Server echo = Sockets.echo();
    Proxy proxy = proxyTo(echo);
    String listen = proxy.listen();
    for (int i = 0; i < 50; i++) {
      server.delete("p");
      Proxy again = server.create(new ProxySpec("p", listen, echo.address(), true, List.of()));
      assertThat(again.listen()).isEqualTo(listen);
    }
  }

  @Test
  void adding_and_removing_latency_loses_and_reorders_nothing() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket socket = connect(proxy);
    int count = 65_535;
    Thread.startVirtualThread(() -> {
      try {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < count; i++) {
          out.write(new byte[] {(byte) (i >> 8), (byte) i});
          if (i % 5_000 == 0) {
            if (i / 5_000 % 2 == 0) {
              proxy.addToxic(ToxicSpec.of(new Toxic.Latency(5, 4), Direction.UPSTREAM));
              proxy.addToxic(ToxicSpec.of(new Toxic.Slicer(7, 6, 1), Direction.DOWNSTREAM));
            } else {
              proxy.removeToxic("latency_upstream");
              proxy.removeToxic("slicer_downstream");
            }
          }
        }
        socket.shutdownOutput();
      } catch (IOException | ProxyException e) {
        throw new IllegalStateException(e);
      }
    });
    byte[] all = socket.getInputStream().readAllBytes();
    assertThat(all).hasSize(2 * count);
    for (int i = 0; i < count; i++) {
      assertThat((all[2 * i] & 0xff) << 8 | all[2 * i + 1] & 0xff).isEqualTo(i);
    }
  }

  @Test
  void the_same_seed_bites_the_same_connections() throws Exception {
    List<Boolean> first = bitten(11);
    assertThat(bitten(11)).isEqualTo(first);
    assertThat(bitten(12)).isNotEqualTo(first);
    assertThat(first).contains(true, false);
  }

  private List<Boolean> bitten(long seed) throws Exception {
    try (ProxyServer seeded = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(seed));
        Sockets.Server echo = Sockets.echo()) {
      Proxy proxy =
          seeded.create(
              new ProxySpec(
                  "half",
                  ProxySpec.ANY_PORT,
                  echo.address(),
                  true,
                  List.of(
                      new ToxicSpec("cut", new Toxic.LimitData(0), Direction.DOWNSTREAM, 0.5f))));
      List<Boolean> bitten = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        try (Socket socket = Sockets.connect(proxy)) {
          socket.getOutputStream().write(7);
          bitten.add(socket.getInputStream().read() != 7);
        } catch (SocketException e) {
          bitten.add(true);
        }
      }
      return bitten;
    }
  }

  @Test
  void an_update_keeps_the_draw_and_a_neighbour_does_not_change_it() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket socket = connect(proxy);
    roundTrip(socket, "up");
    proxy.addToxic(new ToxicSpec("t", new Toxic.Timeout(0), Direction.UPSTREAM, 0));
    assertThat(roundTrip(socket, "spared")).isEqualTo("spared");
    assertThat(proxy.connections())
        .singleElement()
        .satisfies(view -> {
          assertThat(view.upstream()).isEmpty();
        });
    proxy.updateToxic(new ToxicSpec("t", new Toxic.Timeout(0), Direction.UPSTREAM, 1));
    assertThat(proxy.connections())
        .singleElement()
        .satisfies(view -> {
          assertThat(view.upstream()).containsExactly("t");
        });
    assertThat(proxy.applications("t")).isEqualTo(1);
  }

  @Test
  void what_is_held_back_is_bounded_and_given_back() throws Exception {
    Proxy proxy =
        proxyTo(
            Sockets.serve(
                peer -> peer.getInputStream().transferTo(OutputStream.nullOutputStream())),
            ToxicSpec.of(new Toxic.Latency(3_600_000, 0), Direction.UPSTREAM));
    Socket socket = connect(proxy);
    CompletableFuture<Void> stuck =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < 2_000; i++) {
              socket.getOutputStream().write(new byte[1 << 16]);
            }
          } catch (IOException e) {
            // Cut off below.
            assert e != null;
          }
        });
    long least = 8L << 20;
    while (server.heldBytes() < least) {
      // Each connection is a moment in which the proxy reads on.
      try (Socket other = Sockets.connect(proxy)) {
        assertThat(other.isConnected()).isTrue();
      }
      assertThat(server.heldBytes()).isLessThanOrEqualTo(33L << 20);
    }
    server.delete("p");
    stuck.get(10, TimeUnit.SECONDS);
    assertThat(server.heldBytes()).isZero();
  }

  @Test
  void bytes_are_counted_while_a_connection_lives() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket socket = connect(proxy);
    roundTrip(socket, "four");
    assertThat(proxy.counters().upstream().received().sum()).isEqualTo(4);
    // The client may have read the bytes before the proxy has counted them.
    while (proxy.counters().downstream().sent().sum() < 4) {
      Thread.onSpinWait();
    }
    assertThat(proxy.counters().downstream().sent().sum()).isEqualTo(4);
  }

  @Test
  void a_connection_can_be_killed() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket kept = connect(proxy);
    Socket killed = connect(proxy);
    roundTrip(kept, "a");
    roundTrip(killed, "b");
    assertThat(proxy.kill(2)).isTrue();
    assertThat(proxy.kill(99)).isFalse();
    assertThatThrownBy(() -> killed.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(roundTrip(kept, "still")).isEqualTo("still");
  }

  @Test
  void a_disabled_proxy_refuses_and_can_come_back_at_its_port() throws Exception {
    Proxy proxy = proxyTo(Sockets.echo());
    Socket before = connect(proxy);
    roundTrip(before, "x");
    int port = proxy.port();
    proxy.update(proxy.listen(), proxy.upstream(), false);
    assertThat(before.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> Sockets.connect(proxy)).isInstanceOf(IOException.class);
    proxy.update(proxy.listen(), proxy.upstream(), true);
    assertThat(proxy.port()).isEqualTo(port);
    assertThat(roundTrip(connect(proxy), "again")).isEqualTo("again");
  }

  @Test
  void another_upstream_drops_connections_and_keeps_toxics() throws Exception {
    Proxy proxy =
        proxyTo(Sockets.echo(), ToxicSpec.of(new Toxic.Latency(1, 0), Direction.UPSTREAM));
    Socket before = connect(proxy);
    roundTrip(before, "x");
    Sockets.Server other = Sockets.serve(peer -> peer.getOutputStream().write('!'));
    opened.add(other);
    proxy.update(proxy.listen(), other.address(), true);
    InputStream in = before.getInputStream();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(connect(proxy).getInputStream().read()).isEqualTo('!');
    assertThat(proxy.toxics()).hasSize(1);
  }
}
