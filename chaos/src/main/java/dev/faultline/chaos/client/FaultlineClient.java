package dev.faultline.chaos.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.DrawView;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.api.SpecJson;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client for {@code /v2}, the proxy server's own HTTP interface, which covers everything that the
 * server can do; {@link ProxyClient} uses Toxiproxy's interface. Thread-safe. Every method throws
 * {@link RefusedException} if the server refuses, and {@link IOException} if it cannot be reached.
 */
public final class FaultlineClient implements AutoCloseable {
  /** The path of all proxies. */
  public static final String PROXIES = "/v2/proxies";

  private final Requests requests;

  /**
   * A client of the server at {@code base}.
   *
   * @param base such as {@code http://localhost:8474}
   * @param token required by the server
   */
  public FaultlineClient(URI base, Optional<String> token) {
    requests = new Requests(base, token);
  }

  /** The seed of all random choices. */
  public long seed() throws IOException {
    return understood(() -> get("/v2/server").getAsJsonObject().get("seed").getAsLong());
  }

  /** All proxies, by name. */
  public List<RemoteProxy> list() throws IOException {
    List<RemoteProxy> proxies = new ArrayList<>();
    for (JsonElement proxy : understood(() -> listOf(PROXIES, "proxies"))) {
      proxies.add(proxy(proxy));
    }
    return proxies;
  }

  /** Creates a proxy with its toxics, atomically. */
  public RemoteProxy create(ProxySpec spec) throws IOException {
    return proxy(requests.send("POST", PROXIES, Optional.of(SpecJson.of(spec))));
  }

  /** One proxy. */
  public RemoteProxy proxy(String name) throws IOException {
    return proxy(get(path(name)));
  }

  /** Switches a proxy on or off. */
  public RemoteProxy enable(String name, boolean enabled) throws IOException {
    JsonObject body = new JsonObject();
    body.addProperty("enabled", enabled);
    return proxy(requests.send("PATCH", path(name), Optional.of(body)));
  }

  /** Deletes a proxy and closes its connections. */
  public void delete(String name) throws IOException {
    requests.send("DELETE", path(name), Optional.empty());
  }

  /** Adds a toxic. */
  public RemoteToxic addToxic(String proxy, ToxicSpec toxic) throws IOException {
    return toxic(requests.send("POST", path(proxy) + "/toxics", Optional.of(SpecJson.of(toxic))));
  }

  /**
   * Replaces the settings of the toxic of the same name; it affects the same connections as before.
   */
  public RemoteToxic updateToxic(String proxy, ToxicSpec toxic) throws IOException {
    return toxic(
        requests.send("PATCH", path(proxy, toxic.name()), Optional.of(SpecJson.changeTo(toxic))));
  }

  /** One toxic. */
  public RemoteToxic toxic(String proxy, String toxic) throws IOException {
    return toxic(get(path(proxy, toxic)));
  }

  /** Removes a toxic; what it holds back passes at once. */
  public void removeToxic(String proxy, String toxic) throws IOException {
    requests.send("DELETE", path(proxy, toxic), Optional.empty());
  }

  /** The open connections, with the toxics that affect each. */
  public List<ConnectionView> connections(String proxy) throws IOException {
    return understood(() -> connectionsNow(proxy));
  }

  private List<ConnectionView> connectionsNow(String proxy) throws IOException {
    List<ConnectionView> connections = new ArrayList<>();
    for (JsonElement element : listOf(path(proxy) + "/connections", "connections")) {
      JsonObject json = element.getAsJsonObject();
      connections.add(
          new ConnectionView(
              json.get("number").getAsLong(),
              json.get("client").getAsString(),
              json.get("state").getAsString(),
              texts(json, "connecting"),
              texts(json, "upstream"),
              texts(json, "downstream"),
              json.get("held_bytes").getAsLong()));
    }
    return connections;
  }

  /** Resets one connection. */
  public void kill(String proxy, long connection) throws IOException {
    requests.send("DELETE", path(proxy) + "/connections/" + connection, Optional.empty());
  }

  /** The random draws of a toxic for the first connections. */
  public List<DrawView> draws(String proxy, String toxic) throws IOException {
    return understood(() -> drawsNow(proxy, toxic));
  }

  private List<DrawView> drawsNow(String proxy, String toxic) throws IOException {
    List<DrawView> draws = new ArrayList<>();
    for (JsonElement element : listOf(path(proxy, toxic) + "/draws", "draws")) {
      JsonObject json = element.getAsJsonObject();
      List<Long> waits = new ArrayList<>();
      for (JsonElement millis : json.getAsJsonArray("waits")) {
        waits.add(Math.round(millis.getAsDouble() * 1_000_000));
      }
      draws.add(
          new DrawView(
              json.get("connection").getAsLong(),
              json.get("share").getAsDouble(),
              json.get("bites").getAsBoolean(),
              json.get("upstream_seed").getAsLong(),
              json.get("downstream_seed").getAsLong(),
              waits,
              json.getAsJsonArray("requests").asList().stream()
                  .map(JsonElement::getAsLong)
                  .toList()));
    }
    return draws;
  }

  /** Starts every proxy and removes every toxic. */
  public void reset() throws IOException {
    requests.send("POST", "/v2/reset", Optional.empty());
  }

  /** The server's JSON answer to a GET of {@code path}. */
  public String json(String path) throws IOException {
    return get(path).toString();
  }

  private JsonElement get(String path) throws IOException {
    return requests.send("GET", path, Optional.empty());
  }

  private JsonArray listOf(String path, String name) throws IOException {
    JsonElement list = get(path).getAsJsonObject().get(name);
    if (list instanceof JsonArray array) {
      return array;
    }
    throw new UnknownAnswerException("the answer has no list of " + name, null);
  }

  private static List<String> texts(JsonObject json, String name) {
    return json.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }

  /** The path of a proxy. */
  public static String path(String proxy) {
    return PROXIES + "/" + Requests.escaped(proxy);
  }

  /** The path of a toxic. */
  public static String path(String proxy, String toxic) {
    return path(proxy) + "/toxics/" + Requests.escaped(toxic);
  }

  private static RemoteProxy proxy(JsonElement answer) throws IOException {
    return understood(() -> {
      JsonObject json = answer.getAsJsonObject();
      return new RemoteProxy(
          SpecJson.proxy(answer),
          json.get("connections").getAsLong(),
          json.get("open_connections").getAsLong());
    });
  }

  private static RemoteToxic toxic(JsonElement answer) throws IOException {
    return understood(() -> {
      long applications = answer.getAsJsonObject().get("applications").getAsLong();
      return new RemoteToxic(SpecJson.toxic(answer), applications);
    });
  }

  /** Reads an answer, of whatever server. */
  private interface Reading<T> {
    T read() throws IOException, ProxyException;
  }

  private static <T> T understood(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (RefusedException e) {
      throw e;
    } catch (ProxyException | RuntimeException e) {
      // A field that is not there, has another type, or makes no sense.
      throw new UnknownAnswerException("the answer cannot be understood: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    requests.close();
  }
}
