package dev.faultline.chaos.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods as targets of plans, of a server that answers as the API describes. */
@Timeout(60)
class PodPlanTest {
  private static final String PLAN =
      """
      name: shop
      limit: 1
      targets:
        - {name: carts, pods: app=cart}
      phases: [{name: p, duration: 1ms, faults: [{%s}]}]
      checks: [{command: 'true'}]
      """;

  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String phase = "Running";
  private HttpServer cluster;

  @BeforeEach
  void listen() throws IOException {
    cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    cluster.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + body);
          String pod =
              """
              {"metadata":{"name":"cart-1","namespace":"web","uid":"u-1"},"status":{"phase":"%s"}}
              """
                  .formatted(phase);
          byte[] answer =
              (exchange.getRequestMethod().equals("GET") ? "{\"items\":[" + pod + "]}" : pod)
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    cluster.start();
    Files.writeString(
        folder.resolve("config"),
        """
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u, namespace: web}}]
        clusters: [{name: k, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: u, user: {token: secret}}]
        """
            .formatted(cluster.getAddress().getPort()));
  }

  @AfterEach
  void close() {
    cluster.stop(0);
  }

  private PlanReport run(String fault) {
    return new PlanRun(
            PlanReader.parse("plan.yaml", folder, PLAN.formatted(fault)),
            7,
            folder.resolve("state"),
            Map.of("KUBECONFIG", folder.resolve("config").toString()),
            (history, model, level) -> HistoryJudge.Verdict.UNKNOWN,
            event -> {})
        .run();
  }

  @Test
  void one_of_the_pods_that_opted_in_is_deleted_at_once_or_in_its_own_time() {
    PlanReport report = run("kill: one");
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
    assertThat(report.events().stream().map(PlanEvent::text))
        .contains("kill carts, pod web/cart-1 (u-1)");
    assertThat(asked.getFirst())
        .isEqualTo(
            "GET /api/v1/namespaces/web/pods?labelSelector=faultline.dev%2Fmonkey%3Dshop%2Capp%3Dcart&limit=500");
    assertThat(asked.getLast())
        .isEqualTo(
            "DELETE"
                + " /api/v1/namespaces/web/pods/cart-1{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"u-1\"}}");
    run("term: one");
    assertThat(asked.getLast()).startsWith("DELETE ").doesNotContain("gracePeriodSeconds");
  }

  @Test
  void what_pods_cannot_suffer_and_a_selector_that_matches_nothing_are_refused() {
    assertThatThrownBy(() -> run("pause: one"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "'pause' is refused: target 'carts' is of pods, for which there are kill, term,"
                + " partition, delay");
    phase = "Pending";
    assertThatThrownBy(() -> run("kill: one"))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan.yaml:4:5: target 'carts': no running pod has the labels"
                + " faultline.dev/monkey=shop,app=cart");
    assertThat(asked).noneMatch(request -> request.startsWith("DELETE"));
  }
}
