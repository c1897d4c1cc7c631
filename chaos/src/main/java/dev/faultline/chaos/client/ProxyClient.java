package dev.faultline.chaos.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks a proxy server over HTTP: Faultline's own, or Toxiproxy's. Thread-safe. Every method throws
 * {@link RefusedException} where the server refuses, and {@link IOException} where it cannot be
 * reached.
 */
public final class ProxyClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI base;
  private final Optional<String> token;
  private final String agent;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * A client of the server at {@code base}.
   *
   * @param base such as {@code http://localhost:8474}
   * @param token that the server asks for
   */
  public ProxyClient(URI base, Optional<String> token) {
    if (base.getHost() == null || !"http".equals(base.getScheme())) {
      throw new IllegalArgumentException(
          "server is '" + base + "', expected an address such as http://localhost:8474");
    }
    this.base = base;
    this.token = token;
    agent =
        "faultline (%s/%s)".formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /** All proxies, by name. */
  public List<ProxyView> list() throws IOException {
    SortedMap<String, ProxyView> byName = new TreeMap<>();
    for (JsonElement proxy :
        send("GET", "/proxies", Optional.empty()).getAsJsonObject().asMap().values()) {
      ProxyView view = Views.proxy(proxy);
      byName.put(view.name(), view);
    }
    return List.copyOf(byName.values());
  }

  /** One proxy. */
  public ProxyView proxy(String name) throws IOException {
    return Views.proxy(send("GET", path(name), Optional.empty()));
  }

  /** Creates a proxy; an empty {@code listen} takes a free port. */
  public ProxyView create(String name, String listen, String upstream) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    body.addProperty("listen", listen);
    body.addProperty("upstream", upstream);
    body.addProperty("enabled", true);
    return Views.proxy(send("POST", "/proxies", Optional.of(body)));
  }

  /** Switches a proxy on or off. */
  public ProxyView enable(String name, boolean enabled) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("enabled", enabled);
    return Views.proxy(send("PATCH", path(name), Optional.of(body)));
  }

  /** Deletes a proxy and closes its connections. */
  public void delete(String name) throws IOException {
    send("DELETE", path(name), Optional.empty());
  }

  /**
   * Adds a toxic.
   *
   * @param toxic empty for the server's default name
   */
  public ToxicView addToxic(
      String proxy,
      String toxic,
      String type,
      String stream,
      double toxicity,
      Map<String, Long> attributes)
      throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("name", toxic);
    body.addProperty("type", type);
    body.addProperty("stream", stream);
    body.addProperty("toxicity", toxicity);
    body.add("attributes", json(attributes));
    return Views.toxic(send("POST", path(proxy) + "/toxics", Optional.of(body)));
  }

  /** Gives a toxic other settings; what is not named stays. */
  public ToxicView updateToxic(
      String proxy, String toxic, Optional<Double> toxicity, Map<String, Long> attributes)
      throws IOException {
    JsonObject body = new JsonObject();
    toxicity.ifPresent(share -> body.addProperty("toxicity", share));
    body.add("attributes", json(attributes));
    return Views.toxic(send("PATCH", path(proxy, toxic), Optional.of(body)));
  }

  /** Removes a toxic. */
  public void removeToxic(String proxy, String toxic) throws IOException {
    send("DELETE", path(proxy, toxic), Optional.empty());
  }

  /** Starts every proxy and removes every toxic. */
  public void reset() throws IOException {
    send("POST", "/reset", Optional.empty());
  }

  /** The server's version, as it writes it. */
  public String version() throws IOException {
    return send("GET", "/version", Optional.empty()).getAsJsonObject().get("version").getAsString();
  }

  private static JsonObject json(Map<String, Long> attributes) {
    JsonObject json = new JsonObject();
    attributes.forEach(json::addProperty);
    return json;
  }

  private static String path(String proxy) {
    return "/proxies/" + escaped(proxy);
  }

  private static String path(String proxy, String toxic) {
    return path(proxy) + "/toxics/" + escaped(toxic);
  }

  private static String escaped(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonElement send(String verb, String path, Optional<JsonObject> body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("User-Agent", agent)
            .method(
                verb,
                body.map(json -> BodyPublishers.ofString(json.toString()))
                    .orElseGet(BodyPublishers::noBody));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new RefusedException(response.statusCode(), reason(response));
      }
      return response.body().isEmpty() ? new JsonObject() : JsonParser.parseString(response.body());
    } catch (JsonParseException e) {
      throw new IOException("the server's answer is no JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String reason(HttpResponse<String> response) {
    try {
      JsonElement error = JsonParser.parseString(response.body()).getAsJsonObject().get("error");
      return error.getAsString();
    } catch (RuntimeException e) {
      return "the server answered " + response.statusCode() + " " + response.body().strip();
    }
  }

  @Override
  public void close() {
    http.close();
  }

  /** Reads what servers show. */
  private static final class Views {
    static ProxyView proxy(JsonElement element) {
      JsonObject json = element.getAsJsonObject();
      List<ToxicView> toxics = new ArrayList<>();
      if (json.get("toxics") instanceof JsonArray array) {
        array.forEach(toxic -> toxics.add(toxic(toxic)));
      }
      return new ProxyView(
          json.get("name").getAsString(),
          json.get("listen").getAsString(),
          json.get("upstream").getAsString(),
          json.get("enabled").getAsBoolean(),
          List.copyOf(toxics));
    }

    static ToxicView toxic(JsonElement element) {
      JsonObject json = element.getAsJsonObject();
      SortedMap<String, String> attributes = new TreeMap<>();
      json.getAsJsonObject("attributes")
          .asMap()
          .forEach((name, value) -> attributes.put(name, value.getAsString()));
      return new ToxicView(
          json.get("name").getAsString(),
          json.get("type").getAsString(),
          json.get("stream").getAsString(),
          json.get("toxicity").getAsDouble(),
          attributes);
    }
  }
}
