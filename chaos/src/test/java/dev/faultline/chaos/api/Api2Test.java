package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faultline's own interface, held against the document that it serves. */
@Timeout(60)
class Api2Test {
  private static final String TOKEN = "a-token";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(3));
  private final ProxyApi api;
  private final ServerSocket upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final JsonObject document;
  private final Conformance conformance;

  /** What happened, as {@code VERB path status}, with the names in braces. */
  private final Set<String> happened = new TreeSet<>();

  Api2Test() throws Exception {
    api =
        ProxyApi.start(
            server,
            new ProxyApiOptions(
                new InetSocketAddress("127.0.0.1", 0), Optional.of(TOKEN), false, false, "test"));
    document = JsonParser.parseString(raw("GET", "/v2/openapi.json", "").body()).getAsJsonObject();
    conformance = new Conformance(document);
  }

  @AfterEach
  void close() throws Exception {
    http.close();
    api.close();
    server.close();
    upstream.close();
  }

  private HttpResponse<String> raw(String verb, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.address().getPort() + path))
            .method(verb, BodyPublishers.ofString(body));
    if (headers.length == 0) {
      request.header("Authorization", "Bearer " + TOKEN);
    } else {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Asks, and holds the answer against what the document says of this route and status. */
  private JsonElement ask(String verb, String template, int status, String body, String... names)
      throws Exception {
    return ask(verb, template, status, body, new String[0], names);
  }

  private JsonElement ask(
      String verb, String template, int status, String body, String[] headers, String[] names)
      throws Exception {
    String path = template;
    for (String name : names) {
      path = path.replaceFirst("\\{\\w+}", name);
    }
    HttpResponse<String> response = raw(verb, path, body, headers);
    assertThat(response.statusCode())
        .as(verb + " " + path + " " + response.body())
        .isEqualTo(status);
    happened.add(verb + " " + template + " " + status);
    JsonObject answers = operation(verb, template).getAsJsonObject("responses");
    assertThat(answers.has(Integer.toString(status)))
        .as("%s %s documents %d", verb, template, status)
        .isTrue();
    JsonObject answer = answers.getAsJsonObject(Integer.toString(status));
    if (!answer.has("content")) {
      assertThat(response.body()).isEmpty();
      return new JsonObject();
    }
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    JsonElement json = JsonParser.parseString(response.body());
    String schema =
        answer
            .getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema")
            .get("$ref")
            .getAsString()
            .replaceFirst(".*/", "");
    assertThat(conformance.mistakes(schema, json)).isEmpty();
    return json;
  }

  private JsonObject operation(String verb, String template) {
    return document
        .getAsJsonObject("paths")
        .getAsJsonObject(template)
        .getAsJsonObject(verb.toLowerCase(Locale.ROOT));
  }

  private static final String PROXIES = "/v2/proxies";
  private static final String PROXY = "/v2/proxies/{proxy}";
  private static final String TOXICS = "/v2/proxies/{proxy}/toxics";
  private static final String TOXIC = "/v2/proxies/{proxy}/toxics/{toxic}";
  private static final String CONNECTIONS = "/v2/proxies/{proxy}/connections";
  private static final String CONNECTION = "/v2/proxies/{proxy}/connections/{number}";

  private String newProxy(String name, String more) {
    return "{\"name\":\"%s\",\"upstream\":\"127.0.0.1:%d\"%s}"
        .formatted(name, upstream.getLocalPort(), more);
  }

  @Test
  void every_route_status_and_field_of_the_document_happens_and_nothing_else() throws Exception {
    String both =
        "{\"name\":\"b\",\"type\":\"latency\",\"stream\":\"both\",\"toxicity\":0.5,\"attributes\":{\"latency\":1,"
            + "\"jitter\":1,\"shape\":\"pareto\",\"alpha\":2,\"correlation\":0.5},\"match\":{\"source\":[\"127.0.0.0/8\"]},"
            + "\"schedule\":{\"start\":0,\"end\":100000}}";
    ask("GET", "/v2/openapi.json", 200, "");
    ask("GET", "/v2/server", 200, "");
    ask("POST", PROXIES, 201, newProxy("db", ",\"toxics\":[" + both + "]"));
    ask("POST", PROXIES, 409, newProxy("db", ""));
    ask("POST", PROXIES, 400, newProxy("", ""));
    int taken = upstream.getLocalPort();
    ask("POST", PROXIES, 500, newProxy("x", ",\"listen\":\"127.0.0.1:" + taken + "\""));
    ask("GET", PROXIES, 200, "");
    ask("GET", PROXY, 200, "", "db");
    ask("GET", PROXY, 404, "", "none");
    ask("GET", TOXICS, 200, "", "db");
    ask("GET", TOXICS, 404, "", "none");
    ask("POST", TOXICS, 201, "{\"type\":\"stall\",\"stream\":\"upstream\"}", "db");
    ask("POST", TOXICS, 400, "{\"type\":\"magic\"}", "db");
    ask("POST", TOXICS, 404, "{\"type\":\"stall\"}", "none");
    ask("POST", TOXICS, 409, "{\"name\":\"b\",\"type\":\"stall\"}", "db");
    ask("GET", TOXIC, 200, "", "db", "b");
    ask("GET", TOXIC, 404, "", "db", "c");
    ask("PATCH", TOXIC, 200, "{\"toxicity\":1}", "db", "b");
    ask("PATCH", TOXIC, 400, "{\"toxicity\":2}", "db", "b");
    ask("PATCH", TOXIC, 404, "{}", "db", "c");
    ask("GET", TOXIC + "/draws", 200, "", "db", "b");
    ask("GET", TOXIC + "/draws", 404, "", "db", "c");
    ask("GET", CONNECTIONS, 404, "", "none");
    try (Socket client = new Socket(upstream.getInetAddress(), server.proxy("db").port())) {
      client.getOutputStream().write(1);
      while (server.proxy("db").connections().isEmpty()) {
        Thread.onSpinWait();
      }
      ask("GET", CONNECTIONS, 200, "", "db");
      JsonObject open = ask("GET", PROXY, 200, "", "db").getAsJsonObject();
      assertThat(open.get("open_connections").getAsLong()).isOne();
      ask("DELETE", CONNECTION, 400, "", "db", "one");
      ask("DELETE", CONNECTION, 404, "", "db", "99");
      ask("DELETE", CONNECTION, 204, "", "db", "1");
    }
    ask("DELETE", TOXIC, 204, "", "db", "b");
    ask("DELETE", TOXIC, 404, "", "db", "b");
    ask("PATCH", PROXY, 200, "{\"enabled\":false}", "db");
    ask("PATCH", PROXY, 400, "{\"name\":\"other\"}", "db");
    ask("PATCH", PROXY, 404, "{}", "none");
    ask("PATCH", PROXY, 200, "{\"enabled\":false,\"listen\":\"127.0.0.1:" + taken + "\"}", "db");
    ask("PATCH", PROXY, 500, "{\"enabled\":true}", "db");
    ask("POST", "/v2/reset", 500, "");
    ask("DELETE", PROXY, 204, "", "db");
    ask("DELETE", PROXY, 404, "", "db");
    ask("POST", "/v2/reset", 204, "");

    Set<String> documented = new TreeSet<>();
    Set<String> schemas = new TreeSet<>();
    for (Map.Entry<String, JsonElement> path : document.getAsJsonObject("paths").entrySet()) {
      for (Map.Entry<String, JsonElement> verb : path.getValue().getAsJsonObject().entrySet()) {
        JsonObject answers = verb.getValue().getAsJsonObject().getAsJsonObject("responses");
        String name = verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " ";
        answers.keySet().forEach(status -> documented.add(name + status));
        String verbName = verb.getKey().toUpperCase(Locale.ROOT);
        ask(verbName, path.getKey(), 401, "", new String[] {"X-None", "1"}, names(path.getKey()));
        ask(
            verbName,
            path.getKey(),
            403,
            "",
            new String[] {"User-Agent", "Mozilla/5.0"},
            names(path.getKey()));
      }
    }
    assertThat(happened).isEqualTo(documented);
    for (String schema :
        Set.of(
            "Error",
            "Server",
            "Match",
            "Schedule",
            "Traffic",
            "Toxic",
            "Toxics",
            "Proxy",
            "Proxies",
            "Connection",
            "Connections",
            "Draw",
            "Draws")) {
      schemas.addAll(conformance.fieldsOf(schema));
    }
    assertThat(conformance.seen()).containsAll(schemas);
  }

  private static String[] names(String template) {
    return template.contains("{number}") ? new String[] {"x", "1"} : new String[] {"x", "y"};
  }

  @Test
  void every_documented_field_of_a_body_is_taken_and_every_other_is_refused() throws Exception {
    assertThat(conformance.schema("NewProxy").getAsJsonObject("properties").keySet())
        .isEqualTo(Api2.keysOf("NewProxy"));
    assertThat(conformance.schema("ProxyChange").getAsJsonObject("properties").keySet())
        .isEqualTo(Api2.keysOf("ProxyChange"));
    assertThat(conformance.schema("NewToxic").getAsJsonObject("properties").keySet())
        .isEqualTo(Api2.keysOf("NewToxic"));
    assertThat(conformance.schema("ToxicChange").getAsJsonObject("properties").keySet())
        .isEqualTo(Api2.keysOf("ToxicChange"));
    assertThat(field(ask("POST", PROXIES, 400, newProxy("db", ",\"color\":1")))).isEqualTo("color");
    ask("POST", PROXIES, 201, newProxy("db", ""));
    assertThat(field(ask("PATCH", PROXY, 400, "{\"toxics\":[]}", "db"))).isEqualTo("toxics");
    assertThat(field(ask("POST", TOXICS, 400, "{\"type\":\"stall\",\"latency\":1}", "db")))
        .isEqualTo("latency");
  }

  private static String field(JsonElement error) {
    return error.getAsJsonObject().get("field").getAsString();
  }

  @Test
  void every_type_is_made_changed_and_shown_with_all_its_attributes() throws Exception {
    for (ToxicType type : ToxicType.ALL) {
      String protocol = type.carriers().getFirst().text();
      ask("POST", PROXIES, 201, newProxy("db", ",\"protocol\":\"" + protocol + "\""));
      JsonObject attributes = new JsonObject();
      for (Attribute attribute : type.attributes()) {
        attributes.add(attribute.name(), sample(attribute));
      }
      JsonObject body = new JsonObject();
      body.addProperty("type", type.name());
      body.add("attributes", attributes);
      JsonObject made = ask("POST", TOXICS, 201, body.toString(), "db").getAsJsonObject();
      JsonObject shown = made.getAsJsonObject("attributes");
      for (String name : shown.keySet()) {
        assertThat(shown.get(name)).as(type.name() + " " + name).isEqualTo(attributes.get(name));
      }
      JsonObject change = new JsonObject();
      change.add("attributes", shown);
      JsonElement changed =
          ask("PATCH", TOXIC, 200, change.toString(), "db", made.get("name").getAsString());
      assertThat(changed.getAsJsonObject().get("attributes")).isEqualTo(shown);
      ask("DELETE", PROXY, 204, "", "db");
    }
  }

  private static JsonElement sample(Attribute attribute) {
    return switch (attribute.kind()) {
      case Attribute.Kind.Whole whole ->
          JsonParser.parseString(
              attribute.name().equals("average_size")
                  ? "9"
                  : attribute.name().equals("status") ? "299" : "7");
      case Attribute.Kind.Decimal decimal -> JsonParser.parseString("0.5");
      case Attribute.Kind.Flag flag -> JsonParser.parseString("true");
      case Attribute.Kind.Choice(var words) ->
          JsonParser.parseString(words.contains("pareto") ? "\"pareto\"" : "\"request\"");
      case Attribute.Kind.Wholes wholes -> JsonParser.parseString("[1,2]");
      case Attribute.Kind.Text text ->
          JsonParser.parseString(attribute.name().equals("path") ? "\"/a*\"" : "\"GET\"");
      case Attribute.Kind.Texts texts ->
          JsonParser.parseString(attribute.name().equals("set") ? "[\"A: b\"]" : "[\"A\"]");
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"latency\",\"attributes\":{\"latency\":-1}} | latency | invalid value:"
            + " attribute latency is -1, expected 0 or more",
        "{\"type\":\"latency\",\"attributes\":{\"latency\":1.5}} | latency | bad request body:"
            + " latency is 1.5, expected a whole number",
        "{\"type\":\"latency\",\"attributes\":{\"shape\":\"flat\"}} | shape | invalid value: shape"
            + " is 'flat', expected uniform, normal, pareto, sine, square, trace",
        "{\"type\":\"latency\",\"attributes\":{\"shape\":\"trace\"}} | trace | invalid value:"
            + " attribute trace is a list of 0, expected 1 to 100000 numbers",
        "{\"type\":\"latency\",\"attributes\":{\"shape\":\"sine\",\"period\":0}} | period | invalid"
            + " value: attribute period is 0, expected at least 1",
        "{\"type\":\"latency\",\"attributes\":{\"shape\":\"normal\",\"correlation\":2}} |"
            + " correlation | invalid value: attribute correlation is 2.0, expected 0 to 1",
        "{\"type\":\"corrupt\",\"attributes\":{\"probability\":\"x\"}} | probability | bad request"
            + " body: probability is a string, expected a number",
        "{\"type\":\"corrupt\",\"attributes\":{\"probability\":1e999}} | probability | bad request"
            + " body: probability is 1e999, expected a smaller number",
        "{\"type\":\"loss_stall\",\"attributes\":{\"probability\":1}} | probability | invalid"
            + " value: attribute probability is 1.0, expected 0 or more, and below 1",
        "{\"type\":\"stall\",\"schedule\":{\"start\":5,\"end\":5}} | schedule.end | invalid value:"
            + " attribute schedule.end is 5, expected later than schedule.start (5)",
        "{\"type\":\"stall\",\"match\":{\"source\":[\"db\"]}} | match.source | invalid value:"
            + " attribute match.source is 'db', expected an address or a network, such as"
            + " 10.0.0.0/8",
        "{\"type\":\"stall\",\"match\":{\"port\":1}} | port | invalid value: unknown key 'port' in"
            + " match, expected source",
        "{\"type\":\"refuse\",\"toxicity\":0.5} | toxicity | invalid value: attribute toxicity is"
            + " 0.5, expected 1, since refuse strikes all clients",
        "{\"name\":\"x\"} | type | missing required field: type",
        "{\"type\":\"loss\"} | type | invalid value: type is 'loss', which means nothing on a tcp"
            + " proxy; what TCP makes of loss is loss_stall",
      })
  void a_bad_field_is_named_and_nothing_is_half_applied(String body, String field, String error)
      throws Exception {
    ask("POST", PROXIES, 201, newProxy("db", ""));
    JsonObject refused = ask("POST", TOXICS, 400, body, "db").getAsJsonObject();
    assertThat(refused.get("error").getAsString()).isEqualTo(error);
    assertThat(refused.get("field").getAsString()).isEqualTo(field);
    assertThat(server.proxy("db").toxics()).isEmpty();
    String twice = "[{\"type\":\"stall\"}," + body + "]";
    ask("POST", PROXIES, 400, newProxy("half", ",\"toxics\":" + twice));
    assertThat(server.proxies()).extracting(Proxy::name).containsExactly("db");
  }

  @Test
  void two_toxics_of_one_name_at_creation_create_nothing() throws Exception {
    ask(
        "POST",
        PROXIES,
        409,
        newProxy("db", ",\"toxics\":[{\"type\":\"stall\"},{\"type\":\"stall\"}]"));
    assertThat(server.proxies()).isEmpty();
  }

  @Test
  void a_black_hole_has_no_upstream() throws Exception {
    ask("POST", PROXIES, 201, "{\"name\":\"hole\",\"black_hole\":true}");
    assertThat(field(ask("POST", PROXIES, 400, newProxy("h", ",\"black_hole\":true"))))
        .isEqualTo("upstream");
    assertThat(field(ask("POST", PROXIES, 400, "{\"name\":\"h\"}"))).isEqualTo("upstream");
  }

  @Test
  void toxiproxys_routes_show_what_was_made_here_and_refuse_both() throws Exception {
    ask(
        "POST",
        PROXIES,
        201,
        newProxy("db", ",\"toxics\":[{\"type\":\"corrupt\",\"stream\":\"both\"}]"));
    assertThat(raw("GET", "/proxies/db/toxics", "").body())
        .isEqualTo(
            "[{\"attributes\":{\"probability\":0.0},\"name\":\"corrupt_both\",\"type\":\"corrupt\",\"stream\":\"both\",\"toxicity\":1}]");
    HttpResponse<String> refused =
        raw("POST", "/proxies/db/toxics", "{\"type\":\"latency\",\"stream\":\"both\"}");
    assertThat(refused.body()).contains("stream was invalid");
  }

  @Test
  void no_body_harms_the_server() throws Exception {
    ask("POST", PROXIES, 201, newProxy("db", ""));
    Random random = new Random(11);
    String[] bits = {
      "{",
      "}",
      "[",
      "]",
      "\"type\"",
      ":",
      ",",
      "\"latency\"",
      "\"attributes\"",
      "1e400",
      "-0",
      "null",
      "\"stream\"",
      "\"both\"",
      "\"match\"",
      "\"source\"",
      "\"schedule\"",
      "\"end\"",
      "9".repeat(40)
    };
    for (int i = 0; i < 400; i++) {
      StringBuilder body = new StringBuilder(random.nextBoolean() ? "{\"type\":" : "");
      for (int j = random.nextInt(12); j >= 0; j--) {
        body.append(bits[random.nextInt(bits.length)]);
      }
      int status = raw("POST", "/v2/proxies/db/toxics", body.toString()).statusCode();
      assertThat(status).as(body.toString()).isIn(201, 400, 409);
    }
    assertThat(raw("POST", "/v2/proxies/db/toxics", "[".repeat(100_000)).statusCode())
        .isEqualTo(400);
    assertThat(raw("GET", "/v2/proxies/db", "").statusCode()).isEqualTo(200);
  }
}
