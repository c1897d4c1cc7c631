package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that speaks TLS, between real clients and servers of the JDK. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit's callbacks fill the fields.
class TlsTest {
  private static final String NAME = "db.example";

  @TempDir private Path folder;
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(1));
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TlsPeers peers;

  @BeforeEach
  void makeAuthority() throws IOException {
    peers = new TlsPeers(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    server.close();
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private Proxy proxy(String name, String upstream, TlsMode mode, ToxicSpec... toxics)
      throws ProxyException {
    return server.create(ProxySpec.to(name, upstream).in(ProxyMode.TCP.with(mode)).with(toxics));
  }

  private TlsMode terminating() {
    return TlsMode.terminating(TlsMode.Terminate.by(folder.toString()));
  }

  private TlsMode originating() {
    return TlsMode.originating(TlsMode.Originate.trusting(peers.authorityFile(), NAME));
  }

  private SSLSocket connect(Proxy proxy, String version) throws Exception {
    return opened(peers.connect(proxy.port(), NAME, version, ""));
  }

  private static byte[] sample(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static void assertEchoes(Socket socket, byte[] bytes) throws Exception {
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(Arrays.equals(socket.getInputStream().readNBytes(bytes.length), bytes)).isTrue();
    sent.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tls_ends_at_the_proxy_and_the_plain_bytes_pass(String version) throws Exception {
    Proxy proxy = proxy("p", opened(Sockets.echo()).address(), terminating());
    SSLSocket socket = connect(proxy, version);
    assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    assertEchoes(socket, sample(3_000_000));
    assertThat(proxy.counters().upstream().sent().sum()).isEqualTo(3_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tls_begins_at_the_proxy(String version) throws Exception {
    Sockets.Server upstream = opened(peers.serve(NAME, TlsTest::echo));
    TlsMode.Originate originate =
        new TlsMode.Originate(NAME, peers.authorityFile(), true, "", "", List.of(version));
    Proxy proxy = proxy("p", upstream.address(), TlsMode.originating(originate));
    assertEchoes(opened(Sockets.connect(proxy)), sample(3_000_000));
  }

  @Test
  void whole_records_pass_although_memory_is_full() throws Exception {
    ProxyServer full = opened(ProxyServer.start(new ProxyServerOptions(1, 1, 1 << 20)));
    String echo = opened(Sockets.echo()).address();
    Proxy late =
        full.create(
            ProxySpec.to("late", echo)
                .with(ToxicSpec.of(new Toxic.Latency(3_600_000, 0), Direction.UPSTREAM)));
    Socket filling = opened(Sockets.connect(late));
    opened(Thread.startVirtualThread(() -> fill(filling))::interrupt);
    while (full.heldBytes() < 1 << 20) {
      Thread.onSpinWait();
    }
    Proxy proxy = full.create(ProxySpec.to("p", echo).in(ProxyMode.TCP.with(terminating())));
    assertEchoes(connect(proxy, "TLSv1.3"), sample(300_000));
  }

  private static void fill(Socket socket) {
    try {
      socket.getOutputStream().write(sample(2 << 20));
    } catch (IOException e) {
      // The test is over.
      assert e != null;
    }
  }

  private static void echo(Socket socket) throws IOException {
    socket.getInputStream().transferTo(socket.getOutputStream());
    socket.shutdownOutput();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_handshake_in_pieces_of_one_byte_and_records_cut_anywhere_are_understood(String version)
      throws Exception {
    Proxy inner = proxy("inner", opened(Sockets.echo()).address(), terminating());
    Proxy outer =
        proxy(
            "outer",
            "127.0.0.1:" + inner.port(),
            TlsMode.NONE,
            ToxicSpec.of(new Toxic.Slicer(1, 0, 0), Stream.BOTH));
    assertEchoes(connect(outer, version), sample(20_000));
  }

  @Test
  void toxics_work_on_the_plain_bytes_and_the_end_is_in_order() throws Exception {
    Proxy proxy =
        proxy(
            "p",
            opened(Sockets.echo()).address(),
            terminating(),
            ToxicSpec.of(new Toxic.LimitData(5), Direction.DOWNSTREAM),
            ToxicSpec.of(new StreamFault.Corrupt(1), Direction.UPSTREAM));
    SSLSocket socket = connect(proxy, "TLSv1.3");
    socket.getOutputStream().write("hello, world".getBytes(UTF_8));
    byte[] received = socket.getInputStream().readAllBytes();
    assertThat(received).hasSize(5);
    assertThat(received).isNotEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void a_client_that_has_sent_all_still_gets_the_answer() throws Exception {
    Proxy first =
        proxy("a", opened(peers.serve(NAME, TlsTest::answerAtTheEnd)).address(), originating());
    Proxy second = proxy("b", "127.0.0.1:" + first.port(), terminating());
    SSLSocket socket = connect(second, "TLSv1.3");
    socket.getOutputStream().write("question".getBytes(UTF_8));
    socket.shutdownOutput();
    assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo("question!");
  }

  private static void answerAtTheEnd(Socket socket) throws IOException {
    byte[] all = socket.getInputStream().readAllBytes();
    socket.getOutputStream().write(all);
    socket.getOutputStream().write('!');
    socket.shutdownOutput();
  }

  @Test
  void an_end_that_was_cut_short_is_not_made_whole() throws Exception {
    Proxy cutter = proxy("cut", opened(peers.serve(NAME, TlsTest::echo)).address(), TlsMode.NONE);
    TlsMode both =
        new TlsMode(terminating().terminate(), originating().originate(), TlsMode.NONE.routes());
    Proxy proxy = proxy("both", "127.0.0.1:" + cutter.port(), both);
    // The JDK's sockets take any end for a whole one, so look at what is under them.
    Socket cut = opened(Sockets.connect(proxy));
    assertEchoes(peers.connect(cut, NAME, "TLSv1.3", ""), sample(100));
    Socket whole = opened(Sockets.connect(proxy));
    SSLSocket ending = peers.connect(whole, NAME, "TLSv1.3", "");
    assertEchoes(ending, sample(100));
    ending.shutdownOutput();
    assertThat(whole.getInputStream().readAllBytes()).as("close_notify").isNotEmpty();
    cutter.addToxic(ToxicSpec.of(new Toxic.LimitData(0), Direction.DOWNSTREAM));
    assertThat(cut.getInputStream().readAllBytes()).isEmpty();
  }

  /** Shakes hands as a server on a socket of its own, answers half, and then does something. */
  private Sockets.Server serveHalf(Sockets.Service then) throws Exception {
    SSLContext context = peers.context(NAME);
    return opened(
        Sockets.serve(plain -> {
          SSLSocket tls =
              (SSLSocket)
                  context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
          tls.setUseClientMode(false);
          tls.startHandshake();
          tls.getOutputStream().write("half".getBytes(UTF_8));
          tls.getInputStream().read();
          then.serve(plain);
        }));
  }

  @Test
  void an_answer_whose_rest_is_forged_is_reset_and_not_ended() throws Exception {
    Sockets.Server upstream =
        serveHalf(plain -> {
          byte[] forged = new byte[37];
          System.arraycopy(new byte[] {23, 3, 3, 0, 32}, 0, forged, 0, 5);
          plain.getOutputStream().write(forged);
          plain.getInputStream().read();
        });
    Proxy proxy = proxy("p", upstream.address(), originating());
    Socket socket = opened(Sockets.connect(proxy));
    assertThat(new String(socket.getInputStream().readNBytes(4), UTF_8)).isEqualTo("half");
    socket.getOutputStream().write(1);
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void a_reset_by_a_tls_peer_goes_through_the_toxics_as_that_of_any_peer() throws Exception {
    Sockets.Server upstream =
        serveHalf(plain -> {
          plain.setSoLinger(true, 0);
          plain.close();
        });
    Proxy proxy = proxy("p", upstream.address(), originating());
    Socket socket = opened(Sockets.connect(proxy));
    assertThat(new String(socket.getInputStream().readNBytes(4), UTF_8)).isEqualTo("half");
    proxy.addToxic(ToxicSpec.of(new StreamFault.Stall(0), Direction.DOWNSTREAM));
    socket.getOutputStream().write(1);
    socket.setSoTimeout(500);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    proxy.removeToxic("stall_downstream");
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whoever_is_no_tls_client_is_told_and_nobody_else_notices() throws Exception {
    Proxy proxy = proxy("p", opened(Sockets.echo()).address(), terminating());
    SSLSocket good = connect(proxy, "TLSv1.3");
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      try (Socket hostile = Sockets.connect(proxy)) {
        byte[] garbage = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(garbage);
        if (i % 2 == 0) {
          // It begins as a record does.
          garbage[0] = 22;
          System.arraycopy(
              new byte[] {3, 3, 0, 60, 1, 0, 0, 56},
              0,
              garbage,
              1,
              Math.min(8, garbage.length - 1));
        }
        hostile.getOutputStream().write(garbage);
        hostile.shutdownOutput();
        hostile.getInputStream().readAllBytes();
      } catch (IOException e) {
        assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      }
    }
    while (proxy.connections().size() > 1) {
      Thread.onSpinWait();
    }
    assertEchoes(good, sample(1_000));
  }

  @Test
  void a_server_whose_certificate_is_for_another_name_is_told_so_and_no_more() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    Sockets.Service service =
        socket -> {
          try {
            echo(socket);
          } catch (IOException e) {
            told.complete(String.valueOf(e.getMessage()));
          }
        };
    Sockets.Server upstream = opened(peers.serve("other.example", service));
    Proxy proxy = proxy("p", upstream.address(), originating());
    Socket socket = opened(Sockets.connect(proxy));
    socket.getOutputStream().write(1);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(told.get(10, TimeUnit.SECONDS)).contains("fatal alert", "certificate_unknown");
    TlsMode unverified =
        TlsMode.originating(new TlsMode.Originate(NAME, "", false, "", "", List.of()));
    assertEchoes(opened(Sockets.connect(proxy("q", upstream.address(), unverified))), sample(100));
  }

  @Test
  void clients_may_have_to_show_a_certificate() throws Exception {
    String[] files = peers.files(NAME);
    TlsMode mode =
        TlsMode.terminating(
            new TlsMode.Terminate(files[0], files[1], "", peers.authorityFile(), List.of()));
    Proxy proxy = proxy("p", opened(Sockets.echo()).address(), mode);
    assertEchoes(opened(peers.connect(proxy.port(), NAME, "TLSv1.3", "client")), sample(100));
    assertThatThrownBy(() -> peers.connect(proxy.port(), NAME, "TLSv1.2", ""))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void names_lead_to_servers_and_the_bytes_pass_as_they_are(String version) throws Exception {
    Sockets.Server one = opened(peers.serve("one.example", socket -> say(socket, "one")));
    Sockets.Server two = opened(peers.serve("x.two.example", socket -> say(socket, "two")));
    Sockets.Server rest = opened(peers.serve("rest.example", socket -> say(socket, "rest")));
    TlsMode routes =
        TlsMode.routing(
            new TreeMap<>(Map.of("One.example", one.address(), "*.two.example", two.address())));
    Proxy strict = proxy("strict", "", routes);
    Proxy lenient = proxy("lenient", rest.address(), routes);
    Proxy sliced =
        proxy(
            "sliced",
            "127.0.0.1:" + lenient.port(),
            TlsMode.NONE,
            ToxicSpec.of(new Toxic.Slicer(1, 0, 0), Direction.UPSTREAM));
    assertThat(hear(strict, "one.example", version)).isEqualTo("one");
    assertThat(hear(strict, "x.two.example", version)).isEqualTo("two");
    assertThat(hear(lenient, "rest.example", version)).isEqualTo("rest");
    assertThat(hear(sliced, "one.example", version)).isEqualTo("one");
    assertThatThrownBy(() -> hear(strict, "rest.example", version))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unrecognized_name");
    assertThatThrownBy(() -> hear(strict, "", version))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unrecognized_name");
    try (Socket plain = Sockets.connect(strict)) {
      plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(plain.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void say(Socket socket, String word) throws IOException {
    socket.getOutputStream().write(word.getBytes(UTF_8));
    socket.shutdownOutput();
  }

  private String hear(Proxy proxy, String name, String version) throws Exception {
    try (SSLSocket socket = peers.connect(proxy.port(), name, version, "")) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void a_client_that_is_no_tls_client_gets_the_server_for_all_others() throws Exception {
    TlsMode routes = TlsMode.routing(new TreeMap<>(Map.of("a.b", "127.0.0.1:9")));
    Proxy proxy = proxy("p", opened(Sockets.echo()).address(), routes);
    assertEchoes(opened(Sockets.connect(proxy)), sample(70_000));
  }
}
