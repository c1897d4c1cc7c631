package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Faultline's own interface says of mistakes that Toxiproxy lets pass, or tells as text. */
@Timeout(60)
class OwnErrorsTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final ProxyApi api;

  OwnErrorsTest() throws IOException {
    api = ProxyApi.start(server, ProxyApiOptions.loopback(0));
  }

  @BeforeEach
  void create() throws Exception {
    server.create(ProxySpec.to("db", "127.0.0.1:9"));
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
    server.close();
  }

  private HttpResponse<String> send(String verb, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .method(verb, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"noop\",\"stream\":\"sideways\"} | stream | invalid value: stream is"
            + " 'sideways', expected one of upstream, downstream, both",
        "{\"type\":\"noop\"} x | | bad request body: it is not JSON, line 1, column 18",
        "{\"type\":\"noop\"} {} | | bad request body: it is not JSON, line 1, column 18",
        "{\"type\":\"noop\",\"type\":\"noop\"} | type | bad request body: key 'type' stands twice"
            + " in one object",
        "{\"type\":\"latency\",\"attributes\":{\"latency\":1,\"LATENCY\":2}} | LATENCY | bad"
            + " request body: key 'LATENCY' stands twice in one object",
        "{\"type\":\"noop\",\"toxicity\":NaN} | | bad request body: it is not JSON, line 1, column"
            + " 27, at or after toxicity",
        "{\"type\":\"noop\",\"toxicity\":1e99} | toxicity | invalid value: attribute toxicity is"
            + " Infinity, expected 0 to 1",
        "{\"type\":\"noop\",\"toxicity\":1e999} | toxicity | bad request body: toxicity is 1e999,"
            + " expected a smaller number",
        "{\"type\":\"noop\" | | bad request body: it ends too early",
        "` ` | | bad request body: it ends too early",
      })
  void a_mistake_is_told_in_our_own_words_and_changes_nothing(
      String body, String field, String error) throws Exception {
    HttpResponse<String> refused = send("POST", "/v2/proxies/db/toxics", body);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    JsonObject json = JsonParser.parseString(refused.body()).getAsJsonObject();
    assertThat(json.get("error").getAsString()).isEqualTo(error);
    JsonElement named = json.get("field");
    assertThat(named == null ? null : named.getAsString()).isEqualTo(field);
    assertThat(server.proxy("db").toxics()).isEmpty();
  }

  @Test
  void an_unknown_type_is_named_with_those_that_there_are() throws Exception {
    HttpResponse<String> refused = send("POST", "/v2/proxies/db/toxics", "{\"type\":\"latenzy\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("type is 'latenzy', expected one of latency, bandwidth", "\"field\":\"type\"");
  }

  @Test
  void an_unknown_path_and_a_wrong_method_are_json() throws Exception {
    for (String path : new String[] {"/v2", "/v2/nope"}) {
      HttpResponse<String> unknown = send("GET", path, "");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(unknown.headers().firstValue("content-type")).contains("application/json");
      assertThat(unknown.body()).contains("\"status\":404", "/v2/openapi.json");
    }
    HttpResponse<String> wrong = send("PUT", "/v2/proxies", "");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("content-type")).contains("application/json");
    assertThat(wrong.headers().firstValue("allow")).contains("GET, POST");
    assertThat(wrong.body()).contains("\"status\":405", "GET, POST");
  }

  @Test
  void toxiproxys_routes_still_take_what_toxiproxy_takes() throws Exception {
    HttpResponse<String> made =
        send("POST", "/proxies/db/toxics", "{\"type\":\"noop\",\"type\":\"noop\"} rubbish");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
  }
}
