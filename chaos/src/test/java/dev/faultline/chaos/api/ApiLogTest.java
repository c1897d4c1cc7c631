package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyLog;
import dev.faultline.chaos.ProxyLog.Level;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the interface says about its requests. */
@Timeout(60)
class ApiLogTest {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private interface Requests {
    void send(String verb, String path, String body, String agent) throws Exception;
  }

  private interface Talk {
    void with(Requests requests) throws Exception;
  }

  private List<JsonObject> said(Level from, Talk talk) throws Exception {
    lines.clear();
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        ProxyApi api =
            ProxyApi.start(
                server, ProxyApiOptions.loopback(0), ProxyLog.jsonLines(from, lines::add));
        HttpClient http = HttpClient.newHttpClient()) {
      talk.with((verb, path, body, agent) ->
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + api.address().getPort() + path))
                  .header("User-Agent", agent)
                  .method(verb, BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString()));
    }
    return lines.stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  private static void everything(Requests requests) throws Exception {
    requests.send("POST", "/proxies", "{\"name\":\"db\",\"upstream\":\"127.0.0.1:9\"}", "test");
    requests.send("POST", "/proxies/db", "{\"upstream\":\"127.0.0.1:10\"}", "test");
    requests.send("PATCH", "/proxies/db", "{\"upstream\":\"127.0.0.1:11\"}", "test");
    requests.send("POST", "/proxies/db/toxics", "{\"type\":\"noop\"}", "test");
    requests.send("POST", "/proxies/db/toxics/noop_downstream", "{\"toxicity\":0.5}", "test");
    requests.send("GET", "/proxies/none", "", "test");
    requests.send("GET", "/version", "", "Mozilla/5.0");
  }

  private static List<String> levels(List<JsonObject> said) {
    return said.stream()
        .map(line -> line.get("level").getAsString() + " " + line.get("path").getAsString())
        .toList();
  }

  @Test
  void each_change_is_a_line_and_updates_by_post_are_warned_of() throws Exception {
    List<JsonObject> said = said(Level.INFO, ApiLogTest::everything);
    assertThat(levels(said))
        .containsExactly(
            "info /proxies",
            "warn /proxies/db",
            "info /proxies/db",
            "info /proxies/db",
            "info /proxies/db/toxics",
            "warn /proxies/db/toxics/noop_downstream",
            "info /proxies/db/toxics/noop_downstream",
            "warn /version");
    assertThat(said.get(1).get("message").getAsString())
        .isEqualTo("updates by POST are deprecated: use PATCH");
    JsonObject first = said.getFirst();
    assertThat(first.get("status").getAsInt()).isEqualTo(201);
    assertThat(first.get("method").getAsString()).isEqualTo("POST");
    assertThat(first.get("time").getAsString()).matches("20[0-9T:.-]+Z");
    assertThat(first.get("request_id").getAsString()).startsWith("faultline-");
  }

  private static int versionAsked(ProxyLog log) throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
        ProxyApi api = ProxyApi.start(server, ProxyApiOptions.loopback(0), log);
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + api.address().getPort() + "/version");
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode();
    }
  }

  @Test
  void a_log_that_throws_or_never_ends_costs_no_answer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(
            versionAsked((level, message, fields) -> {
              throw new IllegalStateException("full");
            }))
        .isEqualTo(200);
    assertThat(
            versionAsked((level, message, fields) -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                lines.add("interrupted");
              }
            }))
        .isEqualTo(200);
    assertThat(never.getCount()).isEqualTo(1);
  }

  @Test
  void what_a_log_does_not_keep_up_with_is_counted() throws Exception {
    CountDownLatch goesOn = new CountDownLatch(1);
    try (LaterLog later =
        new LaterLog((level, message, fields) -> {
          try {
            goesOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          lines.add(message + fields);
        })) {
      for (int i = 0; i < 10_002; i++) {
        later.say(Level.INFO, "line", Map.of());
      }
      goesOn.countDown();
      while (lines.size() < 10_002) {
        Thread.onSpinWait();
      }
      later.say(Level.INFO, "last", Map.of());
    }
    assertThat(lines).hasSize(10_003).endsWith("line{}", "last{}");
    assertThat(lines).containsOnlyOnce("lines of this log were lost{lines=1}");
  }

  @Test
  void a_level_leaves_out_what_matters_less() throws Exception {
    assertThat(levels(said(Level.DEBUG, ApiLogTest::everything)))
        .contains("debug /proxies/none")
        .hasSize(9);
    assertThat(levels(said(Level.WARN, ApiLogTest::everything))).hasSize(3);
    assertThat(said(Level.DISABLED, ApiLogTest::everything)).isEmpty();
  }

  @Test
  void a_line_stays_one_line_whatever_it_says() {
    ProxyLog.jsonLines(Level.TRACE, lines::add)
        .say(
            Level.ERROR,
            "a\"b\\c\nd\u2028\ud800",
            Map.of("n", 7L, "on", true, "t", "\u0000\ud83d\ude00"));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).doesNotContain("\n").contains("\\ud800", "\\u2028");
    JsonObject line = JsonParser.parseString(lines.getFirst()).getAsJsonObject();
    assertThat(line.get("message").getAsString()).isEqualTo("a\"b\\c\nd\u2028\ud800");
    assertThat(line.get("n").getAsJsonPrimitive().isNumber()).isTrue();
    assertThat(line.get("on").getAsJsonPrimitive().isBoolean()).isTrue();
    assertThat(line.get("t").getAsString()).isEqualTo("\u0000\ud83d\ude00");
  }

  @Test
  void levels_have_toxiproxys_names() {
    assertThat(Level.named("Warn")).contains(Level.WARN);
    assertThat(Level.named("panic")).contains(Level.PANIC);
    assertThat(Level.named("loud")).isEmpty();
    ProxyLog.plainLines(Level.INFO, lines::add).say(Level.WARN, "late", Map.of("path", "/a\u001b"));
    assertThat(lines).containsExactly("warn: late path=/a\\u001b");
  }
}
