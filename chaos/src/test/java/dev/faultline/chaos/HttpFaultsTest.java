package dev.faultline.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.chaos.tls.TlsMode;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of HTTP between the JDK's client and the JDK's server. */
@Timeout(60)
class HttpFaultsTest {
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(4));
  private final HttpServer upstream;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger served = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  HttpFaultsTest() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    upstream.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          served.incrementAndGet();
          if (exchange.getRequestURI().getPath().equals("/gated")) {
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          exchange
              .getResponseHeaders()
              .set("Seen-Host", exchange.getRequestHeaders().getFirst("Host"));
          // Chunked.
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(body.length == 0 ? "hello".getBytes(UTF_8) : body);
          exchange.close();
        });
    upstream.start();
  }

  @AfterEach
  void close() {
    gate.countDown();
    http.close();
    server.close();
    upstream.stop(0);
  }

  private Proxy proxy(String name, ProxyMode mode, HttpFault... faults) throws ProxyException {
    List<ToxicSpec> toxics = new ArrayList<>();
    for (HttpFault fault : faults) {
      toxics.add(ToxicSpec.of(fault, Direction.DOWNSTREAM));
    }
    String address = "127.0.0.1:" + upstream.getAddress().getPort();
    return server.create(
        ProxySpec.to(name, address).in(mode).with(toxics.toArray(ToxicSpec[]::new)));
  }

  private static final ProxyMode HTTP = new ProxyMode(Protocol.HTTP, false, false, 60_000);

  private HttpResponse<String> get(Proxy proxy, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void draws_say_beforehand_which_requests_are_struck() throws Exception {
    RequestMatch some = new RequestMatch("", "/orders", "", 0.4, 0);
    HttpFault.Status busy = new HttpFault.Status(some, 503, "", false);
    Proxy proxy = proxy("p", HTTP, busy);
    List<Long> drawn =
        proxy.draws("http_status_downstream", 1, 1, 0).getFirst().requests().stream()
            .filter(request -> request <= 40)
            .toList();
    List<Long> struck = new ArrayList<>();
    for (long request = 1; request <= 40; request++) {
      if (get(proxy, "/orders").statusCode() == 503) {
        struck.add(request);
      }
    }
    assertThat(proxy.counters().connections()).hasValue(1);
    assertThat(struck).isEqualTo(drawn).hasSizeBetween(1, 39);
    try (ProxyServer again = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(4))) {
      Proxy twin =
          again.create(
              ProxySpec.to("p", "127.0.0.1:9")
                  .in(HTTP)
                  .with(ToxicSpec.of(busy, Direction.DOWNSTREAM)));
      assertThat(twin.draws("http_status_downstream", 1, 100, 0))
          .isEqualTo(proxy.draws("http_status_downstream", 1, 100, 0));
    }
  }

  @Test
  void only_requests_that_fit_are_struck_and_the_connection_goes_on() throws Exception {
    RequestMatch posts = new RequestMatch("POST", "/orders/*", "X-Tenant: a*", 1, 0);
    Proxy proxy = proxy("p", HTTP, new HttpFault.Status(posts, 503, "busy", false));
    URI orders = URI.create("http://127.0.0.1:" + proxy.port() + "/orders/7?x=1");
    String body = "x".repeat(300_000);
    HttpRequest.Builder fits = HttpRequest.newBuilder(orders).header("X-Tenant", "abc");
    HttpResponse<String> struck =
        http.send(fits.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    assertThat(struck.statusCode()).isEqualTo(503);
    assertThat(struck.body()).isEqualTo("busy");
    assertThat(served).hasValue(0);
    assertThat(get(proxy, "/orders/7").body()).isEqualTo("hello");
    HttpRequest other =
        HttpRequest.newBuilder(orders)
            .header("X-Tenant", "b")
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(other, BodyHandlers.ofString()).body()).isEqualTo(body);
    assertThat(proxy.counters().requests().sum()).isEqualTo(3);
    assertThat(proxy.counters().connections()).hasValue(1);
    assertThat(proxy.applications("http_status_downstream")).isEqualTo(1);
    proxy.removeToxic("http_status_downstream");
    assertThat(http.send(fits.GET().build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void a_method_in_small_letters_is_the_one_in_capitals() {
    RequestMatch small = new RequestMatch("get", "", "", 1, 0);
    assertThat(small.covers("GET", "/", List.of())).isTrue();
    assertThat(small.covers("POST", "/", List.of())).isFalse();
    assertThat(small.method()).isEqualTo("GET");
    assertThat(new RequestMatch("Get", "", "", 1, 0).covers("GET", "/", List.of())).isFalse();
  }

  @Test
  void the_same_seed_strikes_the_same_requests() throws Exception {
    RequestMatch half = new RequestMatch("", "", "", 0.5, 0);
    List<List<Integer>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Proxy proxy = proxy("p", HTTP, new HttpFault.Status(half, 500, "", false));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        statuses.add(get(proxy, "/").statusCode());
      }
      assertThat(proxy.counters().connections()).hasValue(1);
      runs.add(statuses);
      server.delete("p");
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(200, 500);
  }

  @Test
  void a_delayed_answer_takes_its_place_until_it_has_gone() throws Exception {
    RequestMatch one = new RequestMatch("", "/slow", "", 1, 1);
    Proxy proxy = proxy("p", HTTP, new HttpFault.Delay(one, 2_000));
    URI slow = URI.create("http://127.0.0.1:" + proxy.port() + "/slow");
    CompletableFuture<HttpResponse<String>> first =
        http.sendAsync(HttpRequest.newBuilder(slow).build(), BodyHandlers.ofString());
    while (proxy.counters().downstream().received().sum() == 0) {
      Thread.onSpinWait();
    }
    assertThat(get(proxy, "/slow").statusCode()).isEqualTo(200);
    assertThat(proxy.applications("http_delay_downstream")).isEqualTo(1);
    assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(get(proxy, "/slow").statusCode()).isEqualTo(200);
    assertThat(proxy.applications("http_delay_downstream")).isEqualTo(2);
  }

  @Test
  void at_most_so_many_are_struck_at_a_time() throws Exception {
    RequestMatch one = new RequestMatch("", "/gated", "", 1, 1);
    Proxy proxy =
        proxy("p", HTTP, new HttpFault.Headers(one, false, List.of("X-Struck: yes"), List.of()));
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(
          http.sendAsync(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/gated"))
                  .build(),
              BodyHandlers.ofString()));
    }
    while (served.get() < 3) {
      Thread.onSpinWait();
    }
    gate.countDown();
    int struck = 0;
    for (CompletableFuture<HttpResponse<String>> answer : asked) {
      struck +=
          answer.get(10, TimeUnit.SECONDS).headers().firstValue("X-Struck").isPresent() ? 1 : 0;
    }
    assertThat(struck).isEqualTo(1);
    // The place is free again.
    assertThat(get(proxy, "/gated").headers().firstValue("X-Struck")).contains("yes");
  }

  @Test
  void empty_and_garbled_answers_are_what_clients_see() throws Exception {
    Proxy empty = proxy("e", HTTP, new HttpFault.Empty(RequestMatch.path("/a"), false));
    assertThatThrownBy(() -> get(empty, "/a")).isInstanceOf(IOException.class);
    assertThat(get(empty, "/b").body()).isEqualTo("hello");
    Proxy garbled = proxy("g", HTTP, new HttpFault.Garble(RequestMatch.path("/a"), 200, true));
    assertThatThrownBy(() -> get(garbled, "/a")).isInstanceOf(IOException.class);
    assertThat(get(garbled, "/b").body()).isEqualTo("hello");
  }

  @Test
  void the_server_sees_another_host_and_answers_come_late_and_in_drops() throws Exception {
    Proxy proxy =
        proxy(
            "p",
            HTTP,
            new HttpFault.Headers(RequestMatch.ALL, true, List.of("Host: db.internal"), List.of()),
            new HttpFault.Delay(RequestMatch.ALL, 20),
            new HttpFault.Dribble(RequestMatch.ALL, 2, 5));
    HttpResponse<String> answer = get(proxy, "/");
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.headers().firstValue("Seen-Host")).contains("db.internal");
    proxy.addToxic(ToxicSpec.of(new Toxic.Slicer(3, 0, 0), Direction.DOWNSTREAM));
    assertThat(get(proxy, "/").body()).isEqualTo("hello");
  }

  @Test
  void what_is_no_http_passes_untouched_and_is_counted() throws Exception {
    try (Sockets.Server echo = Sockets.echo()) {
      Proxy proxy =
          server.create(
              ProxySpec.to("p", echo.address())
                  .in(HTTP)
                  .with(
                      ToxicSpec.of(
                          new HttpFault.Empty(RequestMatch.ALL, false), Direction.DOWNSTREAM)));
      try (Socket socket = Sockets.connect(proxy)) {
        socket.getOutputStream().write("\u0000\u0001*1\r\n$4\r\nPING\r\n".getBytes(UTF_8));
        assertThat(socket.getInputStream().readNBytes(16)).startsWith(0, 1);
        assertThat(proxy.connections().getFirst().downstream())
            .containsExactly("http_empty_downstream");
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(proxy.counters().notUnderstood().sum()).isEqualTo(1);
      assertThat(proxy.counters().requests().sum()).isZero();
    }
  }

  @Test
  void requests_inside_tls_are_struck_too(@TempDir Path folder) throws Exception {
    TlsPeers peers = new TlsPeers(folder);
    TlsMode tls = TlsMode.terminating(TlsMode.Terminate.by(folder.toString()));
    Proxy proxy =
        proxy("p", HTTP.with(tls), new HttpFault.Status(RequestMatch.path("/a"), 418, "", false));
    try (SSLSocket socket = peers.connect(proxy.port(), "web.example", "TLSv1.3", "")) {
      socket
          .getOutputStream()
          .write("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 418 ");
    }
  }

  @Test
  void a_fault_of_http_means_nothing_on_a_plain_proxy() {
    assertThatThrownBy(
            () -> proxy("p", ProxyMode.TCP, new HttpFault.Empty(RequestMatch.ALL, false)))
        .isInstanceOf(ProxyException.class)
        .hasMessageContaining("type is 'http_empty', which means nothing on a tcp proxy");
  }
}
