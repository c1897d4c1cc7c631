package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of Toxiproxy rely on: routes, statuses, texts, headers. */
class ApiContractTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private ProxyApi api;

  ApiContractTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
  }

  @BeforeEach
  void create() throws Exception {
    assertThat(post("/proxies", PROXY).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  private static final String PROXY =
      "{\"name\":\"db\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:9\"}";
  private static final String LATENCY =
      "{\"type\":\"latency\",\"attributes\":{\"latency\":100,\"jitter\":5}}";

  private HttpResponse<String> send(String verb, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .method(verb, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private static void assertError(HttpResponse<String> response, int status, String text) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .isEqualTo("{\"error\":\"" + text + "\",\"status\":" + status + "}\n");
    assertThat(response.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(response.headers().firstValue("x-toxiproxy-request-id")).isPresent();
  }

  @Test
  void a_proxy_is_shown_as_toxiproxy_shows_it() throws Exception {
    HttpResponse<String> shown = get("/proxies/db");
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.headers().firstValue("content-type")).contains("application/json");
    String listen = server.proxy("db").listen();
    assertThat(shown.body())
        .isEqualTo(
            "{\"name\":\"db\",\"listen\":\"%s\",\"upstream\":\"127.0.0.1:9\",\"enabled\":true,\"toxics\":[]}"
                .formatted(listen));
    assertThat(get("/proxies").body()).isEqualTo("{\"db\":" + shown.body() + "}");
  }

  @Test
  void creating_a_toxic_answers_200_with_the_toxic() throws Exception {
    HttpResponse<String> made = post("/proxies/db/toxics", LATENCY);
    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(made.body())
        .isEqualTo(
            "{\"attributes\":{\"latency\":100,\"jitter\":5},\"name\":\"latency_downstream\",\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":1}");
    assertThat(get("/proxies/db/toxics").body()).isEqualTo("[" + made.body() + "]");
    assertThat(get("/proxies/db/toxics/latency_downstream").body()).isEqualTo(made.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST  | /proxies                | {\"upstream\":\"a:1\"}             | 400 | missing"
            + " required field: name",
        "POST  | /proxies                | {\"name\":\"x\"}                   | 400 | missing"
            + " required field: upstream",
        "POST  | /proxies                | {\"name\":\"db\",\"upstream\":\"a:1\"} | 409 | proxy"
            + " already exists",
        "GET   | /proxies/nobody         | ``                               | 404 | proxy not"
            + " found",
        "PATCH | /proxies/nobody         | {}                               | 404 | proxy not"
            + " found",
        "DELETE| /proxies/nobody         | ``                               | 404 | proxy not"
            + " found",
        "POST  | /proxies/nobody/toxics  | not json                         | 404 | proxy not"
            + " found",
        "POST  | /proxies/db/toxics      | {\"type\":\"latency\",\"stream\":\"\"} | 400 | stream"
            + " was invalid, can be either upstream or downstream",
        "POST  | /proxies/db/toxics      | {\"type\":\"x\",\"stream\":\"side\"} | 400 | stream was"
            + " invalid, can be either upstream or downstream",
        "POST  | /proxies/db/toxics      | {\"type\":\"packet_loss\"}         | 400 | invalid toxic"
            + " type",
        "GET   | /proxies/db/toxics/none | ``                               | 404 | toxic not"
            + " found",
        "POST  | /proxies/db/toxics/none | {}                               | 404 | toxic not"
            + " found",
        "DELETE| /proxies/db/toxics/none | ``                               | 404 | toxic not"
            + " found",
        "POST  | /populate               |"
            + " [{\"name\":\"a\",\"upstream\":\"a:1\"},{\"upstream\":\"a:1\"}] | 400 | missing"
            + " required field: name at proxy 2",
        "POST  | /proxies/db/toxics      | {\"type\":\"latency\",\"toxicity\":1.5} | 400 | invalid"
            + " value: attribute toxicity is 1.5, expected 0 to 1",
        "POST  | /proxies/db/toxics      | {\"type\":\"latency\",\"attributes\":{\"latency\":-1}} |"
            + " 400 | invalid value: attribute latency is -1, expected 0 or more",
        "POST  | /proxies/db/toxics      | {\"type\":\"bandwidth\",\"attributes\":{\"rate\":-5}} |"
            + " 400 | invalid value: attribute rate is -5, expected 0 or more",
        "POST  | /proxies/db/toxics      | {\"type\":\"slicer\"}              | 400 | invalid"
            + " value: attribute average_size is 0, expected at least 1",
        "POST  | /proxies/db/toxics      |"
            + " {\"type\":\"slicer\",\"attributes\":{\"average_size\":5,\"size_variation\":5}} |"
            + " 400 | invalid value: attribute size_variation is 5, expected 0 or more, and less"
            + " than average_size (5)",
        "POST  | /proxies/db/toxics      | {\"type\":\"latency\",\"attributes\":{\"latency\":1.5}}"
            + " | 400 | bad request body: latency is 1.5, expected a whole number",
        "POST  | /proxies/db/toxics      | {\"type\":\"latency\",\"latency\":5}    | 400 | invalid"
            + " value: latency stands beside attributes, expected it in there",
        "POST  | /proxies                | {\"name\":\"a/b\",\"upstream\":\"a:1\"} | 400 | invalid"
            + " value: name is 'a/b', expected 1 to 255 characters, none of them '/' or a control"
            + " character, and not '.' or '..'",
      })
  void errors_have_the_texts_that_clients_compare(
      String verb, String path, String body, int status, String text) throws Exception {
    assertError(send(verb, path, body), status, text);
  }

  @Test
  void a_taken_address_is_told_in_the_systems_words() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listen = "127.0.0.1:" + taken.getLocalPort();
      assertError(
          post("/proxies", "{\"name\":\"x\",\"upstream\":\"a:1\",\"listen\":\"" + listen + "\"}"),
          500,
          "listen tcp " + listen + ": bind: address already in use");
      assertError(get("/proxies/x"), 404, "proxy not found");
    }
  }

  @Test
  void a_taken_name_is_told_before_wrong_attributes() throws Exception {
    post("/proxies/db/toxics", LATENCY);
    assertError(
        post("/proxies/db/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":-1}}"),
        409,
        "toxic already exists");
  }

  @Test
  void an_update_changes_all_or_nothing() throws Exception {
    post("/proxies/db/toxics", LATENCY);
    String before = get("/proxies/db").body();
    String path = "/proxies/db/toxics/latency_downstream";
    assertThat(
            post(path, "{\"toxicity\":0.5,\"attributes\":{\"latency\":7,\"jitter\":-1}}")
                .statusCode())
        .isEqualTo(400);
    assertThat(get("/proxies/db").body()).isEqualTo(before);
    assertThat(send("PATCH", path, "{\"toxicity\":0.3,\"attributes\":{\"latency\":7}}").body())
        .isEqualTo(
            "{\"attributes\":{\"latency\":7,\"jitter\":5},\"name\":\"latency_downstream\",\"type\":\"latency\",\"stream\":\"downstream\",\"toxicity\":0.3}");
    assertThat(send("PATCH", path, "{}").body()).contains("\"toxicity\":0.3");
  }

  @Test
  void keys_match_in_any_case_and_unknown_ones_and_trailing_text_are_ignored() throws Exception {
    HttpResponse<String> made =
        post("/proxies", "{\"NAME\":\"x\",\"Upstream\":\"a:1\",\"enabled\":null,\"y\":2} trailing");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"enabled\":true");
  }

  @Test
  void toxics_come_upstream_first_whatever_the_order_of_their_making() throws Exception {
    post("/proxies/db/toxics", "{\"name\":\"d\",\"type\":\"noop\"}");
    post("/proxies/db/toxics", "{\"name\":\"u\",\"type\":\"noop\",\"stream\":\"UpStream\"}");
    String toxics = get("/proxies/db/toxics").body();
    assertThat(toxics.indexOf("\"u\"")).isLessThan(toxics.indexOf("\"d\""));
    assertThat(toxics).contains("\"stream\":\"UpStream\"");
  }

  @Test
  void populate_keeps_what_is_the_same_and_takes_toxics() throws Exception {
    String listen = server.proxy("db").listen();
    HttpResponse<String> done =
        post(
            "/populate",
            "[{\"name\":\"db\",\"listen\":\"%s\",\"upstream\":\"127.0.0.1:9\"},{\"name\":\"b\",\"upstream\":\"a:1\",\"toxics\":[%s]}]"
                .formatted(listen, LATENCY));
    assertThat(done.statusCode()).isEqualTo(201);
    assertThat(done.body()).startsWith("{\"proxies\":[{\"name\":\"db\"");
    assertThat(server.proxy("b").toxics()).hasSize(1);
  }

  @Test
  void a_populate_that_fails_midway_keeps_the_earlier_ones() throws Exception {
    String taken = server.proxy("db").listen();
    HttpResponse<String> done =
        post(
            "/populate",
            "[{\"name\":\"a\",\"upstream\":\"a:1\"},{\"name\":\"b\",\"upstream\":\"a:1\",\"listen\":\"%s\"},{\"name\":\"c\",\"upstream\":\"a:1\"}]"
                .formatted(taken));
    assertThat(done.statusCode()).isEqualTo(500);
    assertThat(done.headers().firstValue("content-type")).contains("application/json");
    assertThat(done.body()).contains("address already in use", "\"status\":500", "\"name\":\"a\"");
    assertError(get("/proxies/c"), 404, "proxy not found");
  }

  @Test
  void reset_starts_every_proxy_and_removes_every_toxic() throws Exception {
    post("/proxies/db/toxics", LATENCY);
    assertThat(send("PATCH", "/proxies/db", "{\"enabled\":false}").body())
        .contains("\"enabled\":false");
    HttpResponse<String> done = post("/reset", "");
    assertThat(done.statusCode()).isEqualTo(204);
    assertThat(done.body()).isEmpty();
    assertThat(get("/proxies/db").body()).contains("\"enabled\":true", "\"toxics\":[]");
  }

  @Test
  void browsers_are_refused_and_callers_without_a_name_are_not() throws Exception {
    HttpResponse<String> refused = send("GET", "/proxies", "", "User-Agent", "Mozilla/5.0");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).isEqualTo("User agent not allowed\n");
  }

  @Test
  void unknown_paths_and_verbs_are_told_apart() throws Exception {
    HttpResponse<String> path = get("/proxy");
    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(path.body()).isEqualTo("404 page not found\n");
    assertThat(path.headers().firstValue("x-toxiproxy-request-id")).isEmpty();
    HttpResponse<String> verb = send("DELETE", "/proxies", "");
    assertThat(verb.statusCode()).isEqualTo(405);
    assertThat(verb.body()).isEmpty();
    assertThat(get("/metrics").statusCode()).isEqualTo(404);
    for (String none : List.of("/proxies/", "/proxies//toxics", "/proxies/db/toxics/")) {
      assertThat(get(none).body()).as(none).isEqualTo("404 page not found\n");
    }
  }

  @Test
  void metrics_answer_every_verb() throws Exception {
    ProxyApiOptions options =
        new ProxyApiOptions(
            new InetSocketAddress("127.0.0.1", 0), Optional.empty(), true, true, "git");
    try (ProxyApi measured = ProxyApi.start(server, options)) {
      for (String verb : List.of("GET", "HEAD", "POST", "PUT", "DELETE")) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + measured.address().getPort() + "/metrics"))
                .method(verb, BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(verb).isEqualTo(200);
        assertThat(answer.body().isEmpty()).as(verb).isEqualTo(verb.equals("HEAD"));
      }
    }
  }

  @Test
  void the_version_is_json_with_a_newline() throws Exception {
    assertThat(get("/version").body()).isEqualTo("{\"version\": \"git\"}\n");
    assertThat(get("/version").headers().firstValue("content-type"))
        .contains("application/json;charset=utf-8");
  }

  @Test
  void names_in_paths_may_be_escaped() throws Exception {
    post("/proxies", "{\"name\":\"my db\",\"upstream\":\"a:1\"}");
    assertThat(get("/proxies/my%20db").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/proxies/my%20db", "").statusCode()).isEqualTo(204);
  }

  @Test
  void deep_and_broken_bodies_are_refused_and_do_no_harm() throws Exception {
    Random random = new Random(9);
    String deep = "[".repeat(100_000);
    assertThat(post("/populate", deep).statusCode()).isEqualTo(400);
    for (int i = 0; i < 300; i++) {
      StringBuilder body = new StringBuilder(LATENCY);
      for (int k = 0; k < 3; k++) {
        body.setCharAt(random.nextInt(body.length()), (char) (32 + random.nextInt(95)));
      }
      int status = post("/proxies/db/toxics", body.toString()).statusCode();
      assertThat(status).as("seed 9: " + body).isIn(200, 400, 409);
    }
    assertThat(get("/proxies/db").statusCode()).isEqualTo(200);
  }
}
