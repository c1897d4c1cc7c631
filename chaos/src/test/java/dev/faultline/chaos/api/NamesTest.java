package dev.faultline.chaos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyConfigException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyClient;
import dev.faultline.chaos.client.RefusedException;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that a path, a line or a label cannot hold are refused; all others work everywhere. */
class NamesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final ProxyApi api;
  private final URI base;

  NamesTest() throws IOException {
    api =
        ProxyApi.start(
            server,
            new ProxyApiOptions(
                new InetSocketAddress("127.0.0.1", 0), Optional.empty(), true, false, "test"));
    base = URI.create("http://127.0.0.1:" + api.address().getPort());
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  static List<String> refused() {
    return List.of(
        "a/b",
        "/",
        ".",
        "..",
        "a\nb",
        "a\rb",
        "a\tb",
        "\u0000",
        "\u001b[31mred",
        "\u007f",
        "a\u0085b",
        "a\u2028b",
        "x".repeat(256));
  }

  static List<String> taken() {
    return List.of(
        "a b",
        " ",
        "...",
        "a%2Fb",
        "a+b",
        "a?b#c",
        "a\"b\\c",
        "{}",
        "naïve",
        "база",
        "数据库",
        "😀",
        "a\u0301",
        "x".repeat(255),
        "A",
        "a");
  }

  private HttpResponse<String> post(String path, JsonObject body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path))
            .method("POST", BodyPublishers.ofString(new Gson().toJson(body)))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonObject named(String name, String key, String value) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty(key, value);
    return json;
  }

  @ParameterizedTest
  @MethodSource
  void refused(String name) throws Exception {
    server.create(ProxySpec.to("p", "127.0.0.1:9"));
    for (String root : List.of("", "/v2")) {
      for (Map.Entry<String, JsonObject> each :
          Map.of(
                  "/proxies", named(name, "upstream", "127.0.0.1:9"),
                  "/proxies/p/toxics", named(name, "type", "noop"))
              .entrySet()) {
        HttpResponse<String> answer = post(root + each.getKey(), each.getValue());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonObject error = JsonParser.parseString(answer.body()).getAsJsonObject();
        assertThat(error.get("error").getAsString())
            .contains("name is '", "expected 1 to 255 characters")
            .hasSizeLessThan(300)
            .matches("[ -~…]*");
        if (!root.isEmpty()) {
          assertThat(error.get("field").getAsString()).isEqualTo("name");
        }
      }
    }
    assertThat(server.proxies()).hasSize(1);
    assertThat(server.proxy("p").toxics()).isEmpty();
    String config = "[\n" + new Gson().toJson(named(name, "upstream", "127.0.0.1:9")) + "]";
    assertThatThrownBy(() -> ConfigReader.read("c.json", config.getBytes(UTF_8)))
        .isInstanceOf(ProxyConfigException.class)
        .hasMessageContaining("c.json, line 2, column ");
  }

  @ParameterizedTest
  @MethodSource
  void taken(String name) throws Exception {
    try (FaultlineClient own = new FaultlineClient(base, Optional.empty());
        ProxyClient plain = new ProxyClient(base, Optional.empty())) {
      own.create(ProxySpec.to(name, "127.0.0.1:9"));
      own.addToxic(name, new ToxicSpec(name, new Toxic.Noop(), Direction.UPSTREAM, 1));
      assertThat(own.toxic(name, name).spec().name()).isEqualTo(name);
      assertThat(plain.proxy(name).toxics()).hasSize(1);
      String metrics =
          http.send(
                  HttpRequest.newBuilder(base.resolve("/metrics")).build(), BodyHandlers.ofString())
              .body();
      String label = name.replace("\\", "\\\\").replace("\"", "\\\"");
      assertThat(metrics.lines().filter(line -> !line.startsWith("#")).toList())
          .hasSize(4)
          .allSatisfy(
              line -> assertThat(line).contains(",proxy=\"" + label + "\",").endsWith(" 0"));
      own.removeToxic(name, name);
      plain.delete(name);
      assertThat(server.proxies()).isEmpty();
    }
  }

  @Test
  void half_a_character_is_refused() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(base.resolve("/proxies"))
                .method(
                    "POST",
                    BodyPublishers.ofString("{\"name\":\"\\ud800\",\"upstream\":\"127.0.0.1:9\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThatThrownBy(() -> server.create(ProxySpec.to("\ud800", "127.0.0.1:9")))
        .hasMessageContaining("name is '\\ud800'");
  }

  @Test
  void a_path_of_dots_reaches_nothing_else() throws Exception {
    Proxy proxy = server.create(ProxySpec.to("p", "127.0.0.1:9"));
    try (FaultlineClient own = new FaultlineClient(base, Optional.empty());
        ProxyClient plain = new ProxyClient(base, Optional.empty())) {
      for (String name : List.of(".", "..")) {
        assertThatThrownBy(() -> own.removeToxic("p", name))
            .isInstanceOf(RefusedException.class)
            .hasMessage("toxic not found");
        assertThatThrownBy(() -> plain.removeToxic("p", name))
            .isInstanceOf(RefusedException.class)
            .hasMessage("toxic not found");
        assertThatThrownBy(() -> own.delete(name)).hasMessage("proxy not found");
        assertThatThrownBy(() -> plain.delete(name)).hasMessage("proxy not found");
      }
    }
    assertThat(server.proxies()).containsExactly(proxy);
  }

  @Test
  void hosts_have_no_spaces_and_control_characters() throws Exception {
    for (String host : List.of("a\nb", "a b", "\u001b[31m", "a\u2028b", "a\tb", "a/b")) {
      for (String field : List.of("upstream", "listen")) {
        JsonObject body = named("q", "upstream", "127.0.0.1:9");
        body.addProperty(field, host + ":1");
        HttpResponse<String> answer = post("/v2/proxies", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(
                JsonParser.parseString(answer.body()).getAsJsonObject().get("field").getAsString())
            .isEqualTo(field);
      }
    }
    assertThat(server.proxies()).isEmpty();
  }
}
