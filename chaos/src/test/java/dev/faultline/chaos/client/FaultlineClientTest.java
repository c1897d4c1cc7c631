package dev.faultline.chaos.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of /v2 against a real server. */
@Timeout(60)
class FaultlineClientTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(9));
  private final ProxyApi api;
  private final FaultlineClient client;

  FaultlineClientTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
    client =
        new FaultlineClient(
            URI.create("http://127.0.0.1:" + api.address().getPort()), Optional.empty());
  }

  @AfterEach
  void close() {
    client.close();
    api.close();
    server.close();
  }

  private interface Question {
    void ask(FaultlineClient client) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "[]",
        "{}",
        "no JSON {",
        "{\"proxies\":[7],\"connections\":[{}],\"draws\":[null],\"seed\":[],\"applications\":\"x\"}",
        "{\"proxies\":{},\"connections\":3,\"draws\":\"\",\"seed\":\"much\",\"applications\":1}"
      })
  void an_answer_of_another_kind_of_server_is_named(String answer) throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length());
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    other.start();
    URI address = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
    List<Question> questions =
        List.of(
            FaultlineClient::seed,
            FaultlineClient::list,
            asked -> asked.proxy("p"),
            asked -> asked.toxic("p", "t"),
            asked -> asked.connections("p"),
            asked -> asked.draws("p", "t"));
    try (FaultlineClient asking = new FaultlineClient(address, Optional.empty())) {
      for (Question question : questions) {
        assertThatThrownBy(() -> question.ask(asking)).isInstanceOf(UnknownAnswerException.class);
      }
    } finally {
      other.stop(0);
    }
  }

  @Test
  void proxies_and_toxics_come_back_as_they_were_sent() throws Exception {
    ToxicSpec latency =
        new ToxicSpec(
                "late",
                new Toxic.Latency(5, 2, new LatencyShape.Trace(List.of(1L, 2L))),
                Stream.BOTH,
                0.25f)
            .from(new SourceMatch(List.of("10.0.0.0/8")))
            .during(new Schedule(10, 20));
    RemoteProxy made = client.create(ProxySpec.to("a b", "127.0.0.1:9").with(latency));
    assertThat(made.spec().toxics()).containsExactly(latency);
    assertThat(made.port()).isEqualTo(server.proxy("a b").port());
    assertThat(client.list()).containsExactly(made);
    assertThat(client.proxy("a b")).isEqualTo(made);
    assertThat(client.toxic("a b", "late").spec()).isEqualTo(latency);
    ToxicSpec other = latency.during(Schedule.ALWAYS).from(SourceMatch.ALL);
    client.removeToxic("a b", "late");
    assertThat(client.addToxic("a b", other).spec()).isEqualTo(other);
    assertThat(client.enable("a b", false).spec().enabled()).isFalse();
    client.reset();
    assertThat(client.proxy("a b").spec().enabled()).isTrue();
    assertThat(client.proxy("a b").spec().toxics()).isEmpty();
    client.delete("a b");
    assertThat(client.list()).isEmpty();
  }

  @Test
  void every_mode_comes_back_as_it_was_sent() throws Exception {
    assertThat(
            client
                .create(
                    new ProxySpec("h", ProxySpec.ANY_PORT, "", true, List.of())
                        .in(ProxyMode.BLACK_HOLE))
                .spec()
                .mode())
        .isEqualTo(ProxyMode.BLACK_HOLE);
    assertThat(client.create(ProxySpec.to("u", "127.0.0.1:9").in(ProxyMode.UDP)).spec().mode())
        .isEqualTo(ProxyMode.UDP);
  }

  @Test
  void tls_comes_back_as_it_was_sent_and_a_wrong_file_is_named() throws Exception {
    TlsMode originate =
        TlsMode.originating(
            new TlsMode.Originate("a.b", "", false, "", "", List.of("TLSv1.2", "TLSv1.3")));
    ProxySpec spec = ProxySpec.to("o", "127.0.0.1:9").in(ProxyMode.TCP.with(originate));
    assertThat(client.create(spec).spec().mode().tls()).isEqualTo(originate);
    TlsMode routes = TlsMode.routing(new TreeMap<>(Map.of("A.b", "c:1")));
    ProxySpec byName =
        new ProxySpec("r", ProxySpec.ANY_PORT, "", true, List.of()).in(ProxyMode.TCP.with(routes));
    assertThat(client.create(byName).spec().mode().tls()).isEqualTo(routes);
    assertThat(client.list()).hasSize(2);
    TlsMode wrong = TlsMode.terminating(TlsMode.Terminate.with("/none", "/none"));
    assertThatThrownBy(
            () -> client.create(ProxySpec.to("w", "127.0.0.1:9").in(ProxyMode.TCP.with(wrong))))
        .isInstanceOf(RefusedException.class)
        .hasMessage("invalid value: tls.terminate.certificate: there is no file /none");
    for (ProxySpec senseless :
        List.of(
            ProxySpec.to("u", "127.0.0.1:9").in(ProxyMode.UDP.with(originate)),
            ProxySpec.to("u", "127.0.0.1:9")
                .in(ProxyMode.TCP.with(TlsMode.routing(new TreeMap<>(Map.of("a/b", "c:1"))))),
            ProxySpec.to("u", "127.0.0.1:9")
                .in(ProxyMode.TCP.with(TlsMode.routing(new TreeMap<>(Map.of("a", "c"))))))) {
      assertThatThrownBy(() -> client.create(senseless)).isInstanceOf(RefusedException.class);
    }
    assertThat(client.list()).hasSize(2);
  }

  @Test
  void an_update_changes_what_it_says_and_a_refusal_names_the_reason() throws Exception {
    client.create(ProxySpec.to("db", "127.0.0.1:9"));
    ToxicSpec stall = ToxicSpec.of(new StreamFault.Stall(5), Stream.BOTH);
    client.addToxic("db", stall);
    ToxicSpec longer = ToxicSpec.of(new StreamFault.Stall(50), Stream.BOTH);
    assertThat(client.updateToxic("db", longer).spec()).isEqualTo(longer);
    ToxicSpec shaped =
        ToxicSpec.of(new Toxic.Latency(5, 2, new LatencyShape.Sine(7)), Stream.UPSTREAM);
    client.addToxic("db", shaped);
    ToxicSpec plain = ToxicSpec.of(new Toxic.Latency(5, 2), Stream.UPSTREAM);
    assertThat(client.updateToxic("db", plain).spec()).isEqualTo(plain);
    assertThatThrownBy(() -> client.addToxic("db", stall))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("toxic already exists");
    assertThatThrownBy(() -> client.proxy("none")).isInstanceOf(RefusedException.class);
  }

  @Test
  void connections_and_draws_are_the_servers() throws Exception {
    RemoteProxy proxy =
        client.create(
            ProxySpec.to("db", "127.0.0.1:9")
                .with(ToxicSpec.of(new ConnectFault.ConnectNever(), Stream.DOWNSTREAM)));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      while (client.connections("db").isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(client.proxy("db").openConnections()).isOne();
      ConnectionView connection = client.connections("db").getFirst();
      assertThat(connection).isEqualTo(server.proxy("db").connections().getFirst());
      assertThat(connection.state()).isEqualTo("held");
      assertThat(client.toxic("db", "connect_never_downstream").applications()).isEqualTo(1);
      client.kill("db", connection.number());
      assertThat(client.connections("db")).isEmpty();
      assertThat(client.proxy("db").connections()).isOne();
      assertThat(client.proxy("db").openConnections()).isZero();
      assertThat(socket.isConnected()).isTrue();
    }
    client.addToxic("db", ToxicSpec.of(new Toxic.Latency(5, 2), Stream.DOWNSTREAM));
    assertThat(client.draws("db", "latency_downstream"))
        .isEqualTo(server.proxy("db").draws("latency_downstream", 1, 100, 10));
    assertThat(client.seed()).isEqualTo(9);
  }
}
