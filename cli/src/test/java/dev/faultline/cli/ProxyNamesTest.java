package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Toxiproxy takes any name; whatever a server says, a proxy is one line. */
class ProxyNamesTest {
  private static final List<String> NAMES =
      List.of("a\nb", "a\tb", "\u001b[31mred", "数据库", "db", "a\u0301", "😀");

  private final HttpServer server;

  ProxyNamesTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    JsonObject all = new JsonObject();
    NAMES.forEach(name -> all.add(name, proxy(name)));
    byte[] body = new Gson().toJson(all).getBytes(StandardCharsets.UTF_8);
    byte[] first = new Gson().toJson(proxy(NAMES.getFirst())).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = exchange.getRequestURI().getPath().equals("/proxies") ? body : first;
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static JsonObject proxy(String name) {
    JsonObject toxic = new JsonObject();
    toxic.addProperty("name", name);
    toxic.addProperty("type", "noop");
    toxic.addProperty("stream", "downstream");
    toxic.addProperty("toxicity", 1);
    toxic.add("attributes", new JsonObject());
    JsonArray toxics = new JsonArray();
    toxics.add(toxic);
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("listen", "127.0.0.1:1");
    json.addProperty("upstream", "127.0.0.1:2");
    json.addProperty("enabled", true);
    json.add("toxics", toxics);
    return json;
  }

  private String[] asking(String... command) {
    return List.of(
            "proxy",
            command[0],
            "--host",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            command.length > 1 ? command[1] : "")
        .stream()
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  @Test
  void when_piped_each_proxy_is_a_line_and_each_field_between_tabs() {
    List<String> lines = Run.faultline(asking("list")).out().lines().toList();
    assertThat(lines).hasSize(NAMES.size());
    assertThat(lines)
        .allSatisfy(line ->
            assertThat(line)
                .endsWith("\t127.0.0.1:1\t127.0.0.1:2\tenabled\t1")
                .doesNotContain("\u001b"));
    assertThat(lines.stream().map(line -> line.split("\t", -1)[0]).toList())
        .contains("a\\u000ab", "a\\u0009b", "\\u001b[31mred", "数据库");
    assertThat(Run.faultline(asking("inspect", "x")).out())
        .isEqualTo("a\\u000ab\ttype=noop\tstream=downstream\ttoxicity=1.00\tattributes=[\t\t]\n");
  }

  @Test
  void at_a_terminal_columns_stand_below_each_other() {
    List<String> lines = Run.onTerminal(Map.of(), asking("list")).out().lines().toList();
    assertThat(lines).hasSize(1 + NAMES.size());
    assertThat(String.join("", lines)).doesNotContain("\u001b");
    int widest = "\\u001b[31mred".length() + 2;
    assertThat(lines)
        .contains(
            "db" + " ".repeat(widest - 2) + "127.0.0.1:1  127.0.0.1:2  enabled  1",
            "数据库" + " ".repeat(widest - 6) + "127.0.0.1:1  127.0.0.1:2  enabled  1",
            "😀" + " ".repeat(widest - 2) + "127.0.0.1:1  127.0.0.1:2  enabled  1",
            "a\u0301" + " ".repeat(widest - 1) + "127.0.0.1:1  127.0.0.1:2  enabled  1");
    assertThat(Run.onTerminal(Map.of(), asking("inspect", "x")).out())
        .startsWith("a\\u000ab: 127.0.0.1:1");
  }
}
