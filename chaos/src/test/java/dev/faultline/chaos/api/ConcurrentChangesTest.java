package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two callers that change different things of the same proxy or toxic at the same time. */
@Timeout(60)
class ConcurrentChangesTest {
  private static final int ROUNDS = 120;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final ProxyApi api;

  ConcurrentChangesTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  private CompletableFuture<Integer> patch(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .method("PATCH", BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, BodyHandlers.discarding())
        .thenApply(response -> response.statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proxies/db", "/v2/proxies/db"})
  void attributes_that_two_change_both_change(String proxy) throws Exception {
    server.create(ProxySpec.to("db", "127.0.0.1:9"));
    server
        .proxy("db")
        .addToxic(new ToxicSpec("t", new Toxic.Latency(0, 0), Direction.DOWNSTREAM, 1));
    for (int i = 1; i <= ROUNDS; i++) {
      CompletableFuture<Integer> one =
          patch(proxy + "/toxics/t", "{\"attributes\":{\"latency\":" + i + "}}");
      CompletableFuture<Integer> other =
          patch(proxy + "/toxics/t", "{\"attributes\":{\"jitter\":" + i + "}}");
      assertThat(one.get()).isEqualTo(200);
      assertThat(other.get()).isEqualTo(200);
      assertThat(server.proxy("db").toxic("t").orElseThrow().toxic())
          .as("round " + i)
          .isEqualTo(new Toxic.Latency(i, i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proxies/db", "/v2/proxies/db"})
  void fields_of_a_proxy_that_two_change_both_change(String proxy) throws Exception {
    server.create(ProxySpec.to("db", "127.0.0.1:9"));
    for (int i = 1; i <= ROUNDS; i++) {
      CompletableFuture<Integer> one = patch(proxy, "{\"upstream\":\"127.0.0.1:" + i + "\"}");
      CompletableFuture<Integer> other = patch(proxy, "{\"enabled\":" + (i % 2 == 0) + "}");
      assertThat(one.get()).isEqualTo(200);
      assertThat(other.get()).isEqualTo(200);
      assertThat(server.proxy("db").upstream()).as("round " + i).isEqualTo("127.0.0.1:" + i);
      assertThat(server.proxy("db").enabled()).as("round " + i).isEqualTo(i % 2 == 0);
    }
  }
}
