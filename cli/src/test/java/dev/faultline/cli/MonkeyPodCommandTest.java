package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonkeyPodCommandTest {
  @TempDir private Path folder;
  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private HttpServer cluster;

  @BeforeEach
  void listen() throws IOException {
    cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    cluster.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestMethod().equals("DELETE")) {
            deleted.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          }
          byte[] bytes =
              """
              {"metadata": {}, "items": [{"metadata": {"name": "a", "namespace": "default", "uid": "1"},
                "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}]}
              """
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    cluster.start();
    Files.writeString(
        folder.resolve("config"),
        """
        current-context: test
        contexts: [{name: test, context: {cluster: here, user: me}}]
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: me, user: {token: secret}}]
        """
            .formatted(cluster.getAddress().getPort()));
  }

  @AfterEach
  void close() {
    cluster.stop(0);
  }

  private Run pod(String... more) {
    List<String> words = new ArrayList<>(List.of("monkey", "pod", "--seed", "7", "--lever"));
    words.add(folder.resolve("STOP").toString());
    words.addAll(List.of(more));
    return Run.faultline(
        Map.of("KUBECONFIG", folder.resolve("config").toString()), words.toArray(String[]::new));
  }

  @Test
  void it_is_leashed_unless_it_is_told_otherwise() {
    Run leashed = pod("shop", "--minimum-alive", "0");
    assertThat(leashed.out()).isEqualTo("leashed: would delete pod default/a (uid 1), seed 7\n");
    assertThat(deleted).singleElement().asString().contains("\"dryRun\":[\"All\"]");
    Run real = pod("shop", "--minimum-alive", "0", "--unleashed", "--json");
    assertThat(real.json().get("struck").getAsBoolean()).isTrue();
    assertThat(real.json().get("pod").getAsString()).isEqualTo("a");
    assertThat(deleted.getLast()).doesNotContain("dryRun");
  }

  @Test
  void the_last_one_is_left_and_the_lever_stops_it() throws IOException {
    assertThat(pod("shop", "--unleashed").out())
        .isEqualTo("nobody is struck: 0 ready pods would be left, and 1 have to be\n");
    Files.createFile(folder.resolve("STOP"));
    Run stopped = pod("shop", "--minimum-alive", "0", "--unleashed");
    assertThat(stopped.out()).startsWith("nobody is struck: the safety lever ");
    assertThat(deleted).isEmpty();
  }

  @Test
  void wrong_words_are_exit_2_and_a_cluster_that_does_not_answer_is_exit_1() {
    assertThat(pod("a b").exitCode()).isEqualTo(2);
    assertThat(pod("shop", "--minimum-alive", "-1").exitCode()).isEqualTo(2);
    assertThat(pod("shop", "--grace", "-1").exitCode()).isEqualTo(2);
    cluster.stop(0);
    Run down = pod("shop");
    assertThat(down.exitCode()).isEqualTo(1);
    assertThat(down.errLines()).hasSize(1);
  }
}
