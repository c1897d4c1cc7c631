package dev.faultline.chaos.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A client for Toxiproxy's HTTP interface, for Faultline's server or Toxiproxy's own. Thread-safe.
 * Every method throws {@link RefusedException} if the server refuses, {@link
 * UnknownAnswerException} if the answer does not come from a proxy server, and another {@link
 * IOException} if the server cannot be reached.
 */
public final class ProxyClient implements AutoCloseable {
  private final Requests requests;

  /**
   * A client of the server at {@code base}.
   *
   * @param base such as {@code http://localhost:8474}
   * @param token required by the server
   */
  public ProxyClient(URI base, Optional<String> token) {
    requests = new Requests(base, token);
  }

  /** All proxies, by name. */
  public List<ProxyView> list() throws IOException {
    SortedMap<String, ProxyView> byName = new TreeMap<>();
    for (ProxyView view : Views.proxies(requests.send("GET", "/proxies", Optional.empty()))) {
      byName.put(view.name(), view);
    }
    return List.copyOf(byName.values());
  }

  /** One proxy. */
  public ProxyView proxy(String name) throws IOException {
    return Views.proxy(requests.send("GET", path(name), Optional.empty()));
  }

  /** Creates a proxy; an empty {@code listen} takes a free port. */
  public ProxyView create(String name, String listen, String upstream) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    body.addProperty("listen", listen);
    body.addProperty("upstream", upstream);
    body.addProperty("enabled", true);
    return Views.proxy(requests.send("POST", "/proxies", Optional.of(body)));
  }

  /** Switches a proxy on or off. */
  public ProxyView enable(String name, boolean enabled) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("enabled", enabled);
    return Views.proxy(requests.send("PATCH", path(name), Optional.of(body)));
  }

  /** Deletes a proxy and closes its connections. */
  public void delete(String name) throws IOException {
    requests.send("DELETE", path(name), Optional.empty());
  }

  /**
   * Adds a toxic.
   *
   * @param toxic empty for the server's default name
   * @param attributes numbers, booleans, strings, and collections of these
   */
  public ToxicView addToxic(
      String proxy,
      String toxic,
      String type,
      String stream,
      double toxicity,
      Map<String, ?> attributes)
      throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("name", toxic);
    body.addProperty("type", type);
    body.addProperty("stream", stream);
    body.addProperty("toxicity", toxicity);
    body.add("attributes", json(attributes));
    return Views.toxic(requests.send("POST", path(proxy) + "/toxics", Optional.of(body)));
  }

  /** Changes some settings of a toxic; the others stay. */
  public ToxicView updateToxic(
      String proxy, String toxic, Optional<Double> toxicity, Map<String, ?> attributes)
      throws IOException {
    JsonObject body = new JsonObject();
    toxicity.ifPresent(share -> body.addProperty("toxicity", share));
    body.add("attributes", json(attributes));
    return Views.toxic(requests.send("PATCH", path(proxy, toxic), Optional.of(body)));
  }

  /** Removes a toxic. */
  public void removeToxic(String proxy, String toxic) throws IOException {
    requests.send("DELETE", path(proxy, toxic), Optional.empty());
  }

  /** Starts every proxy and removes every toxic. */
  public void reset() throws IOException {
    requests.send("POST", "/reset", Optional.empty());
  }

  /** The server's version, as the server writes it. */
  public String version() throws IOException {
    return Views.version(requests.send("GET", "/version", Optional.empty()));
  }

  private static JsonObject json(Map<String, ?> attributes) {
    JsonObject json = new JsonObject();
    attributes.forEach((name, value) -> json.add(name, json(name, value)));
    return json;
  }

  private static JsonElement json(String name, Object value) {
    return switch (value) {
      case Number number -> new JsonPrimitive(number);
      case Boolean flag -> new JsonPrimitive(flag);
      case String text -> new JsonPrimitive(text);
      case Collection<?> parts -> {
        JsonArray array = new JsonArray();
        parts.forEach(part -> array.add(json(name, part)));
        yield array;
      }
      default ->
          throw new IllegalArgumentException(
              "attribute %s is %s, expected a number, a boolean, a string or a collection of these"
                  .formatted(name, value));
    };
  }

  private static String path(String proxy) {
    return "/proxies/" + Requests.escaped(proxy);
  }

  private static String path(String proxy, String toxic) {
    return path(proxy) + "/toxics/" + Requests.escaped(toxic);
  }

  @Override
  public void close() {
    requests.close();
  }
}
