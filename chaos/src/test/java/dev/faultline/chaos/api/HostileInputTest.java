package dev.faultline.chaos.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyConfigException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies, requests and files that make no sense, and callers without leave. */
@Timeout(60)
class HostileInputTest {
  private static final String TOKEN = "a-token";
  private static final String PROXY =
      """
      {"name": "p", "upstream": "127.0.0.1:9", "protocol": "http", "on_dial_failure": "reset",
       "idle_timeout": 5, "enabled": false, "listen": "127.0.0.1:0",
       "tls": {"originate": {"server_name": "a.b", "verify": false, "versions": ["TLSv1.3"]}},
       "toxics": [{"name": "t", "type": "http_status", "stream": "both", "toxicity": 0.5,
                   "attributes": {"status": 503, "path": "/x*", "at_most": 2, "probability": 1},
                   "match": {"source": ["10.0.0.0/8"]}, "schedule": {"start": 1, "end": 9}},
                  {"type": "http_headers", "attributes": {"set": ["A: b"], "of": "request"}},
                  {"type": "latency", "attributes": {"shape": "trace", "trace": [1, 2]}}]}
      """;
  private static final String[] BITS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "-1",
    "1e999",
    "0.5",
    "\"both\"",
    "\"type\"",
    "\"latency\"",
    "\"tls\"",
    "\"routes\"",
    "\\u0000",
    "99999999999999999999",
    "\"\"",
    "/*",
    "'",
    " "
  };

  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxyApi api;

  HostileInputTest() throws IOException {
    // On all addresses, as containers need it.
    api =
        ProxyApi.start(
            server,
            new ProxyApiOptions(
                new InetSocketAddress("0.0.0.0", 0), Optional.of(TOKEN), true, true, "test"));
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  private HttpResponse<String> send(String verb, String path, String body, String authorization)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .method(verb, BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String mutated(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(out.length());
      int end = Math.min(out.length(), at + random.nextInt(1 + (random.nextInt(5) == 0 ? 60 : 6)));
      out.replace(at, end, random.nextInt(3) == 0 ? "" : BITS[random.nextInt(BITS.length)]);
    }
    return out.toString();
  }

  @Test
  void no_body_makes_half_a_proxy_or_a_bug() throws Exception {
    long seed = 17;
    Random random = new Random(seed);
    int made = 0;
    for (int round = 0; round < 1_500; round++) {
      String body = mutated(PROXY, random);
      List<String> before = server.proxies().stream().map(Proxy::name).toList();
      HttpResponse<String> answer = send("POST", "/v2/proxies", body, "Bearer " + TOKEN);
      List<String> after = server.proxies().stream().map(Proxy::name).toList();
      String place = "seed " + seed + " round " + round + "\n" + body + "\n" + answer.body();
      assertThat(answer.body()).as(place).doesNotContain("bug in Faultline");
      if (answer.statusCode() == 201) {
        made++;
        assertThat(after).as(place).hasSize(before.size() + 1);
        server.delete(
            after.stream().filter(name -> !before.contains(name)).findFirst().orElseThrow());
      } else {
        assertThat(answer.statusCode()).as(place).isIn(400, 409, 500);
        assertThat(after).as(place).isEqualTo(before);
      }
    }
    assertThat(made).isBetween(10, 1_400);
  }

  @Test
  void no_change_is_applied_by_half() throws Exception {
    assertThat(send("POST", "/v2/proxies", PROXY, "Bearer " + TOKEN).statusCode()).isEqualTo(201);
    String change =
        "{\"toxicity\": 0.25, \"attributes\": {\"status\": 400, \"at_most\": 7, \"method\":"
            + " \"GET\"}, \"match\": {\"source\": [\"127.0.0.1\"]}, \"schedule\": {\"start\": 3}}";
    long seed = 23;
    Random random = new Random(seed);
    Proxy proxy = server.proxy("p");
    for (int round = 0; round < 800; round++) {
      var before = proxy.toxics();
      String body = mutated(change, random);
      String path = random.nextBoolean() ? "/v2/proxies/p/toxics/t" : "/proxies/p/toxics/t";
      HttpResponse<String> answer = send("PATCH", path, body, "Bearer " + TOKEN);
      String place = "seed " + seed + " round " + round + "\n" + body + "\n" + answer.body();
      assertThat(answer.statusCode()).as(place).isIn(200, 400);
      if (answer.statusCode() == 400) {
        assertThat(proxy.toxics()).as(place).isEqualTo(before);
      }
    }
  }

  @Test
  void every_mistake_in_a_file_has_a_place() {
    long seed = 29;
    Random random = new Random(seed);
    String file = "[" + PROXY + "," + PROXY.replace("\"p\"", "\"q\"") + "]";
    int read = 0;
    for (int round = 0; round < 5_000; round++) {
      String text = mutated(file, random);
      byte[] bytes = text.getBytes(UTF_8);
      if (random.nextInt(10) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        read += ConfigReader.read("f.json", bytes).isEmpty() ? 0 : 1;
      } catch (ProxyConfigException e) {
        assertThat(String.valueOf(e.getMessage()))
            .as("seed %d round %d%n%s", seed, round, text)
            .matches("(?s)f\\.json, line [1-9]\\d*, column [1-9]\\d*: .+")
            .doesNotContain("\n", "Exception");
      }
    }
    assertThat(read).isBetween(50, 4_900);
  }

  /** Each takes a hundred times its size when it is read whole. */
  @Test
  void bodies_of_a_million_values_are_refused_unread() throws Exception {
    for (String value : List.of("[],", "{},", "0,")) {
      String body = "[" + value.repeat(1_000_000) + "0]";
      for (String path : List.of("/populate", "/v2/proxies")) {
        HttpResponse<String> answer = send("POST", path, body, "Bearer " + TOKEN);
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).as(path).contains("more than 500000 values");
      }
    }
  }

  @Test
  void a_value_of_another_kind_is_named() throws Exception {
    String begin = "{\"name\": \"p\", \"upstream\": \"127.0.0.1:9\", ";
    for (String field : List.of("toxics", "tls")) {
      HttpResponse<String> answer =
          send("POST", "/v2/proxies", begin + "\"" + field + "\": 1}", "Bearer " + TOKEN);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }
    send("POST", "/v2/proxies", PROXY, "Bearer " + TOKEN);
    for (String field : List.of("attributes", "match", "schedule")) {
      String toxic = "{\"type\": \"noop\", \"" + field + "\": 1}";
      HttpResponse<String> answer = send("POST", "/v2/proxies/p/toxics", toxic, "Bearer " + TOKEN);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }
    HttpResponse<String> answer =
        send(
            "POST",
            "/v2/proxies/p/toxics",
            "{\"type\": \"noop\", \"attributes\": {\"a\": 1}}",
            "Bearer " + TOKEN);
    assertThat(answer.body()).contains("unknown key 'a' in attributes, expected none");
  }

  @Test
  void requests_that_are_none_leave_the_server_well() throws Exception {
    long seed = 31;
    Random random = new Random(seed);
    String[] begins = {
      "GET /v2/proxies HTTP/1.1\r\n",
      "POST /v2/proxies HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
      "POST /v2/proxies HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n",
      "\u0000\u0001\u0002",
      "GET /%zz HTTP/1.1\r\n\r\n",
      "GET http://[ HTTP/1.1\r\n\r\n",
      "X".repeat(100_000)
    };
    for (int round = 0; round < 60; round++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.address().getPort())) {
        socket.setSoTimeout(20_000);
        byte[] garbage = new byte[random.nextInt(50)];
        random.nextBytes(garbage);
        socket.getOutputStream().write(begins[round % begins.length].getBytes(ISO_8859_1));
        socket.getOutputStream().write(garbage);
        socket.shutdownOutput();
      } catch (IOException e) {
        // It was cut off while it sent.
        assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      }
    }
    assertThat(send("GET", "/v2/server", "", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    assertThat(server.proxies()).isEmpty();
  }

  @Test
  void whoever_has_no_token_gets_nothing_from_any_route() throws Exception {
    send("POST", "/v2/proxies", PROXY, "Bearer " + TOKEN);
    for (String authorization :
        List.of(
            "", "Bearer", "Bearer x", "Bearer " + TOKEN + "x", "bearer", "Basic " + TOKEN, TOKEN)) {
      for (String path :
          List.of(
              "/version",
              "/proxies",
              "/proxies/p",
              "/proxies/p/toxics",
              "/proxies/p/toxics/t",
              "/metrics",
              "/v2/server",
              "/v2/openapi.json",
              "/v2/proxies",
              "/v2/proxies/p",
              "/v2/proxies/p/toxics",
              "/v2/proxies/p/connections",
              "/v2/proxies/p/toxics/t/draws")) {
        assertThat(send("GET", path, "", authorization).statusCode())
            .as(path + " with '" + authorization + "'")
            .isEqualTo(401);
      }
      for (String path : List.of("/reset", "/v2/reset", "/populate", "/proxies", "/v2/proxies")) {
        assertThat(send("POST", path, "[]", authorization).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(send("DELETE", "/v2/proxies/p", "", authorization).statusCode()).isEqualTo(401);
    }
    assertThat(server.proxy("p").toxics()).hasSize(3);
  }

  @Test
  void an_address_that_others_reach_needs_a_token_that_says_something() {
    for (String address : List.of("0.0.0.0", "::", "192.0.2.1")) {
      for (Optional<String> token :
          List.of(
              Optional.<String>empty(), Optional.of(""), Optional.of("a b"), Optional.of("ä"))) {
        assertThatThrownBy(() ->
                new ProxyApiOptions(new InetSocketAddress(address, 0), token, false, false, "test"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("token");
      }
    }
  }
}
