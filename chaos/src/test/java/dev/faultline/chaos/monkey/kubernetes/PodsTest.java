package dev.faultline.chaos.monkey.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that answers as the API describes, and keeps what it was asked. */
class PodsTest {
  private static final String LIST =
      "GET /api/v1/namespaces/web/pods?labelSelector=faultline.dev%2Fmonkey%3Dshop%2Capp%3Dcart&limit=500";

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private volatile int status = 200;
  private HttpServer cluster;

  @BeforeEach
  void listen() throws IOException {
    cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    cluster.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          asked.add(
              request
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + (body.isEmpty() ? "" : " " + body));
          headers.add(
              "%s accept %s, content type %s, content length %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestHeaders().get("Accept"),
                      exchange.getRequestHeaders().get("Content-Type"),
                      exchange.getRequestHeaders().get("Content-Length")));
          String answer = answers.get(request.replace("?dryRun=All", ""));
          byte[] bytes =
              (answer == null
                      ? "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"pods is"
                          + " forbidden\",\"reason\":\"Forbidden\",\"code\":403}"
                      : answer)
                  .getBytes(UTF_8);
          boolean deletes = exchange.getRequestMethod().equals("DELETE");
          exchange.sendResponseHeaders(answer == null ? 403 : deletes ? status : 200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    cluster.start();
  }

  @AfterEach
  void close() {
    cluster.stop(0);
  }

  private static String pod(String name, String phase, boolean ready, boolean leaves) {
    return "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"web\",\"uid\":\"uid-%s\"%s},\"status\":{\"phase\":\"%s\",\"conditions\":[{\"type\":\"Initialized\",\"status\":\"True\"},{\"type\":\"Ready\",\"status\":\"%s\"}]}}"
        .formatted(
            name,
            name,
            leaves ? ",\"deletionTimestamp\":\"2026-12-01T00:00:00Z\"" : "",
            phase,
            ready ? "True" : "False");
  }

  private void answerPods(String... pods) {
    answers.put(
        LIST,
        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
            + String.join(",", pods)
            + "]}");
    for (String name : List.of("a", "b", "c")) {
      answers.put("DELETE /api/v1/namespaces/web/pods/" + name, "{\"kind\":\"Pod\"}");
    }
  }

  private ClusterAccess access() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("config"),
            """
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
              - {name: other, context: {cluster: none, user: none}}
              - {name: test, context: {cluster: here, user: me, namespace: web}}
            clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d/"}}]
            users: [{name: me, user: {token: secret}}]
            """
                .formatted(cluster.getAddress().getPort()));
    return ClusterAccess.find(Map.of("KUBECONFIG", file.toString()));
  }

  private PodStrike.Result strike(boolean leashed, int minimumAlive, long seed) throws IOException {
    asked.clear();
    ClusterAccess access = access();
    try (Pods pods = new Pods(access)) {
      return new PodStrike(
              access.namespace(), "shop", "app=cart", minimumAlive, OptionalLong.of(5), leashed)
          .strike(pods, seed);
    }
  }

  @Test
  void a_leashed_monkey_asks_for_a_dry_run_of_exactly_this_pod() throws IOException {
    answerPods(pod("a", "Running", true, false), pod("b", "Running", true, false));
    Pod victim = strike(true, 1, 7).victim().orElseThrow();
    assertThat(asked)
        .containsExactly(
            LIST + " Bearer secret",
            "DELETE /api/v1/namespaces/web/pods/%1$s?dryRun=All Bearer secret {\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":5,\"preconditions\":{\"uid\":\"uid-%1$s\"},\"dryRun\":[\"All\"]}"
                .formatted(victim.name()));
    assertThat(headers)
        .containsExactly(
            "GET accept [application/json], content type null, content length null",
            "DELETE accept [application/json], content type [application/json], content length ["
                + asked.getLast().substring(asked.getLast().indexOf('{')).length()
                + "]");
    strike(false, 1, 7);
    assertThat(asked.getLast()).doesNotContain("dryRun").contains("\"uid\":\"uid-" + victim.name());
  }

  @Test
  void the_victim_follows_from_the_seed_and_everybody_may_be_one() throws IOException {
    answerPods(
        pod("a", "Running", true, false),
        pod("b", "Running", true, false),
        pod("c", "Running", true, false));
    TreeSet<String> seen = new TreeSet<>();
    for (long seed = 0; seed < 30; seed++) {
      String victim = strike(true, 1, seed).victim().orElseThrow().name();
      assertThat(strike(true, 1, seed).victim().orElseThrow().name()).isEqualTo(victim);
      seen.add(victim);
    }
    assertThat(seen).containsExactly("a", "b", "c");
  }

  @Test
  void who_leaves_or_does_not_run_is_nobody_and_enough_ready_ones_are_left() throws IOException {
    answerPods(
        pod("a", "Pending", false, false),
        pod("b", "Running", true, true),
        pod("c", "Succeeded", false, false));
    assertThat(strike(false, 0, 1).reason()).startsWith("no pod is eligible");
    answerPods(pod("a", "Running", true, false), pod("b", "Running", true, true));
    assertThat(strike(false, 1, 1).reason())
        .isEqualTo("0 ready pods would be left, and 1 have to be");
    assertThat(asked).as("nothing was deleted").hasSize(1);
    assertThat(strike(false, 0, 1).victim()).isPresent();
  }

  @Test
  void long_lists_come_in_pages() throws IOException {
    answerPods(pod("b", "Running", true, false));
    answers.put(
        LIST,
        String.valueOf(answers.get(LIST))
            .replace("\"resourceVersion\":\"7\"", "\"continue\":\"n+/=\""));
    answers.put(
        LIST + "&continue=n%2B%2F%3D",
        "{\"metadata\":{},\"items\":[" + pod("a", "Running", true, false) + "]}");
    try (Pods pods = new Pods(access())) {
      assertThat(pods.list("web", "faultline.dev/monkey=shop,app=cart"))
          .extracting(Pod::name)
          .containsExactly("a", "b");
    }
  }

  @Test
  void what_the_cluster_refuses_is_said_in_its_words_and_answers_that_are_none_are_errors()
      throws IOException {
    assertThatThrownBy(() -> strike(false, 1, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("the cluster refuses (403 Forbidden): pods is forbidden");
    for (String nonsense : List.of("[", "{\"items\":[{}]}", "{\"items\":[{\"metadata\":7}]}")) {
      answers.put(LIST, nonsense);
      assertThatThrownBy(() -> strike(false, 1, 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void who_was_replaced_meanwhile_or_is_gone_is_not_deleted_and_a_broken_cluster_is_an_error()
      throws IOException {
    answerPods(pod("a", "Running", true, false), pod("b", "Running", true, false));
    for (String refusal :
        List.of(
            "409 Conflict the UID in the precondition does not match",
            "404 NotFound pods is not found",
            "500 InternalError etcdserver: leader changed",
            "429 TooManyRequests too many requests, please try again later")) {
      String[] words = refusal.split(" ", 3);
      status = Integer.parseInt(words[0]);
      for (String name : List.of("a", "b")) {
        answers.put(
            "DELETE /api/v1/namespaces/web/pods/" + name,
            "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"%s\",\"message\":\"%s\"}"
                .formatted(words[1], words[2]));
      }
      assertThatThrownBy(() -> strike(false, 1, 1))
          .isInstanceOf(IOException.class)
          .hasMessage("the cluster refuses (%s %s): %s".formatted(words[0], words[1], words[2]));
    }
  }

  @Test
  void a_kubeconfig_that_asks_for_more_is_refused_by_name_and_tells_no_secret() throws IOException {
    assertThat(access().toString()).doesNotContain("secret");
    Path file = folder.resolve("config");
    String good = Files.readString(file);
    Map<String, String> wrong =
        Map.of(
            good.replace("token: secret", "auth-provider: {name: gcp}"),
            "has 'auth-provider', which is not supported",
            good.replace("current-context: test", "current-context: none"),
            "there is no 'none' in contexts",
            good.replace("cluster: here,", "cluster: gone,"),
            "there is no 'gone' in clusters",
            good.replace("{server:", "{insecure-skip-tls-verify: true, server:"),
            "is refused",
            good.replace("http:", "ftp:"),
            "expected a URL",
            "[",
            "cannot be read");
    for (Map.Entry<String, String> one : wrong.entrySet()) {
      Files.writeString(file, one.getKey());
      assertThatThrownBy(() -> ClusterAccess.find(Map.of("KUBECONFIG", file.toString())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(one.getValue());
    }
    assertThatThrownBy(() -> ClusterAccess.find(Map.of("HOME", folder.toString())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be read");
  }
}
