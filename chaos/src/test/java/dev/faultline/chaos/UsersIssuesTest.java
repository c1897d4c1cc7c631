package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What users of Toxiproxy ran into, done as they did it: over its interface. Each test names their
 * issues. A call that takes 20 seconds is one that hangs.
 */
@Timeout(90)
class UsersIssuesTest {
  private static final Duration HANGS = Duration.ofSeconds(20);

  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(3));
  private final ProxyApi api =
      ProxyApi.start(
          server,
          new ProxyApiOptions(
              new InetSocketAddress("127.0.0.1", 0), Optional.empty(), true, false, "git"));
  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Sockets.Server echo = Sockets.echo();
  private final Sockets.Server deaf =
      Sockets.serve(socket -> {
        try {
          over.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });

  UsersIssuesTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    over.countDown();
    http.close();
    api.close();
    server.close();
    echo.close();
    deaf.close();
  }

  private HttpResponse<String> send(String verb, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .timeout(HANGS)
            .method(verb, BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private void done(int status, String verb, String path, String body) throws Exception {
    HttpResponse<String> answer = send(verb, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private Proxy create(String name, Sockets.Server upstream) throws Exception {
    done(
        201,
        "POST",
        "/proxies",
        "{'name':'%s','listen':'127.0.0.1:0','upstream':'%s'}".formatted(name, upstream.address()));
    return server.proxy(name);
  }

  private static void fill(Socket socket) throws IOException {
    socket.setSendBufferSize(1 << 16);
    OutputStream out = socket.getOutputStream();
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          out.write(new byte[1 << 16]);
        }
      } catch (IOException e) {
        // The test is over.
        assert e != null;
      }
    });
  }

  private static void assertAnswers(Socket socket) throws IOException {
    socket.getOutputStream().write("hello".getBytes(UTF_8));
    assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
  }

  /** 412, 558, 210, 254, 427, 428, 760; hiero-consensus-node 26370. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'t','type':'latency','stream':'upstream','attributes':{'latency':600000}}",
        "{'name':'t','type':'bandwidth','stream':'upstream','attributes':{'rate':0}}",
        "{'name':'t','type':'slicer','stream':'upstream','attributes':{'average_size':1,'delay':1000}}",
        "{'name':'t','type':'slow_close','stream':'upstream','attributes':{'delay':600000}}",
        "{'name':'t','type':'reset_peer','stream':'upstream','attributes':{'timeout':600000}}",
        "{'name':'t','type':'timeout','stream':'upstream','attributes':{'timeout':600000}}",
        "{'name':'t','type':'limit_data','stream':'upstream','attributes':{'bytes':1000000000}}"
      })
  void a_toxic_is_deleted_although_the_receiver_is_dead_and_others_go_on(String toxic)
      throws Exception {
    Proxy stuck = create("stuck", deaf);
    Proxy other = create("other", echo);
    try (Socket sender = Sockets.connect(stuck);
        Socket bystander = Sockets.connect(other)) {
      fill(sender);
      while (stuck.counters().upstream().sent().sum() == 0) {
        Thread.onSpinWait();
      }
      done(200, "POST", "/proxies/stuck/toxics", toxic);
      done(204, "DELETE", "/proxies/stuck/toxics/t", "");
      assertAnswers(bystander);
      done(204, "DELETE", "/proxies/stuck", "");
      assertAnswers(bystander);
    }
  }

  /** 159, 88. */
  @ParameterizedTest
  @CsvSource({"latency_downstream,timeout_downstream", "timeout_downstream,latency_downstream"})
  void latency_and_timeout_are_removed_in_any_order_under_load(String first, String second)
      throws Exception {
    Proxy proxy = create("db", echo);
    for (int round = 0; round < 20; round++) {
      try (Socket socket = Sockets.connect(proxy)) {
        fill(socket);
        InputStream in = socket.getInputStream();
        assertThat(in.readNBytes(100_000)).hasSize(100_000);
        done(
            200,
            "POST",
            "/proxies/db/toxics",
            "{'type':'latency','attributes':{'latency':1000,'jitter':900}}");
        done(200, "POST", "/proxies/db/toxics", "{'type':'timeout'}");
        done(204, "DELETE", "/proxies/db/toxics/" + first, "");
        done(204, "DELETE", "/proxies/db/toxics/" + second, "");
      }
    }
    try (Socket socket = Sockets.connect(proxy)) {
      assertAnswers(socket);
    }
  }

  /** 541, 178, 727, 770, 764, 119, 285, 578, 100: the server says no, and lives. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "slicer,     `'attributes':{'average_size':0}`,                    average_size",
        "slicer,     `'attributes':{'average_size':5,'size_variation':9}`, size_variation",
        "bandwidth,  `'attributes':{'rate':-1}`,                           rate",
        "latency,    `'latency':7`,                                        latency stands beside",
        "latency,    `'attributes':{'latency':1,'jitter':-4611686018427387904}`, jitter",
        "packet_loss,`'attributes':{}`,                                    invalid toxic type"
      })
  void what_killed_the_server_is_refused_and_named(String type, String rest, String named)
      throws Exception {
    Proxy proxy = create("db", echo);
    try (Socket socket = Sockets.connect(proxy)) {
      assertAnswers(socket);
      HttpResponse<String> refused =
          send("POST", "/proxies/db/toxics", "{'type':'" + type + "'," + rest + "}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains(named);
      assertAnswers(socket);
      assertThat(proxy.toxics()).isEmpty();
    }
  }

  /** 764. */
  @Test
  void a_bandwidth_of_nothing_blocks_until_it_is_removed() throws Exception {
    Proxy proxy = create("db", echo);
    done(200, "POST", "/proxies/db/toxics", "{'type':'bandwidth','attributes':{'rate':0}}");
    try (Socket socket = Sockets.connect(proxy)) {
      socket.getOutputStream().write("hello".getBytes(UTF_8));
      while (proxy.connections().isEmpty() || proxy.connections().getFirst().heldBytes() < 5) {
        Thread.onSpinWait();
      }
      assertThat(proxy.counters().downstream().sent().sum()).isZero();
      done(204, "DELETE", "/proxies/db/toxics/bandwidth_downstream", "");
      assertThat(socket.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  /** 465, 603. */
  @Test
  void reset_peer_goes_on_with_each_connection_and_counts_them() throws Exception {
    Proxy proxy = create("db", echo);
    done(200, "POST", "/proxies/db/toxics", "{'name':'r','type':'reset_peer'}");
    for (int i = 1; i <= 3; i++) {
      try (Socket socket = Sockets.connect(proxy)) {
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketException.class);
      }
      assertThat(send("GET", "/v2/proxies/db/toxics/r", "").body())
          .contains("\"applications\":" + i);
    }
    done(200, "PATCH", "/proxies/db/toxics/r", "{'toxicity':0}");
    try (Socket socket = Sockets.connect(proxy)) {
      assertAnswers(socket);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** 148, 278; noxious 16. */
  @Test
  void a_proxy_made_with_its_toxics_bites_the_first_connection_and_says_so() throws Exception {
    done(
        201,
        "POST",
        "/v2/proxies",
        "{'name':'db','upstream':'%s','toxics':[{'name':'slow','type':'latency','stream':'both','attributes':{'latency':30}}]}"
            .formatted(echo.address()));
    long began = System.nanoTime();
    try (Socket socket = Sockets.connect(server.proxy("db"))) {
      assertAnswers(socket);
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(60_000_000);
      assertThat(send("GET", "/v2/proxies/db/connections", "").body())
          .contains("\"upstream\":[\"slow\"]", "\"downstream\":[\"slow\"]");
    }
  }

  /** 79, 281, 447, 510, 163; noxious 16. */
  @Test
  void toxics_of_the_configuration_file_bite_the_first_connection(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("proxies.json"),
            "[{'name':'db','upstream':'%s','toxics':[{'type':'limit_data','attributes':{'bytes':3}}]}]"
                .formatted(echo.address())
                .replace('\'', '"'));
    assertThat(server.populate(ProxyConfig.read(file)).failures()).isEmpty();
    try (Socket socket = Sockets.connect(server.proxy("db"))) {
      socket.getOutputStream().write("hello".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo("hel".getBytes(UTF_8));
    }
  }

  /** 195. */
  @Test
  void a_timeout_fires_although_data_keeps_coming() throws Exception {
    Proxy proxy = create("db", echo);
    try (Socket socket = Sockets.connect(proxy)) {
      fill(socket);
      assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
      done(200, "POST", "/proxies/db/toxics", "{'type':'timeout','attributes':{'timeout':100}}");
      InputStream in = socket.getInputStream();
      try {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (SocketException e) {
        // It still sends, which the end of the connection answers with a reset.
        assertThat(e).hasMessageContaining("eset");
      }
    }
  }

  /** 266. */
  @Test
  void metrics_move_while_a_connection_lives() throws Exception {
    Proxy proxy = create("db", echo);
    try (Socket socket = Sockets.connect(proxy)) {
      assertAnswers(socket);
      String metrics = send("GET", "/metrics", "").body();
      for (String name : new String[] {"received", "sent"}) {
        for (String direction : new String[] {"upstream", "downstream"}) {
          assertThat(metrics)
              .containsPattern(
                  "toxiproxy_proxy_%s_bytes_total\\{[^}]*direction=\"%s\"[^}]*\\} 5(\\.0)?\n"
                      .formatted(name, direction));
        }
      }
    }
  }

  /** 50, 215. */
  @Test
  void the_server_of_a_proxy_of_http_sees_the_host_that_it_expects() throws Exception {
    done(
        201,
        "POST",
        "/v2/proxies",
        "{'name':'web','protocol':'http','upstream':'%s','toxics':[{'type':'http_headers','stream':'upstream','attributes':{'of':'request','set':['Host: db.internal']}}]}"
            .formatted(echo.address()));
    try (Socket socket = Sockets.connect(server.proxy("web"))) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("GET / HTTP/1.1\r\nHost: db.internal\r\n\r\n");
    }
  }
}
