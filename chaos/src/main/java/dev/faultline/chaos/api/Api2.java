package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.DrawView;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.net.ConnectionView;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.List;
import java.util.Set;

/** What each route of Faultline's own interface does. */
final class Api2 {
  private static final int DRAWS_SHOWN = 100;
  private static final int WAITS_SHOWN = 10;

  private final ProxyServer server;
  private final String version;

  Api2(ProxyServer server, String version) {
    this.server = server;
    this.version = version;
  }

  Reply describe() {
    return Reply.json(200, OpenApi.document(version));
  }

  Reply showServer() {
    JsonObject json = new JsonObject();
    json.addProperty("version", version);
    json.addProperty("seed", server.seed());
    json.addProperty("held_bytes", server.heldBytes());
    return Reply.json(200, json);
  }

  Reply listProxies() {
    JsonArray all = new JsonArray();
    server.proxies().forEach(proxy -> all.add(ProxyJson.full(proxy)));
    return list("proxies", all);
  }

  Reply createProxy(JsonElement body) throws ProxyException {
    Fields fields = Fields.of("the body", body);
    fields.only(ProxyJson.KEYS);
    return Reply.json(201, ProxyJson.full(server.create(ProxyJson.create(fields, ""))));
  }

  Reply showProxy(String name) throws ProxyException {
    return Reply.json(200, ProxyJson.full(server.proxy(name)));
  }

  Reply changeProxy(String name, JsonElement body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    Fields fields = Fields.of("the body", body);
    fields.only(ProxyJson.CHANGEABLE);
    proxy.update(fields.text("listen"), fields.text("upstream"), fields.flag("enabled"));
    return Reply.json(200, ProxyJson.full(proxy));
  }

  Reply deleteProxy(String name) throws ProxyException {
    server.delete(name);
    return Reply.empty(204);
  }

  Reply listToxics(String name) throws ProxyException {
    Proxy proxy = server.proxy(name);
    JsonArray all = new JsonArray();
    proxy.toxics().forEach(spec -> all.add(ToxicJson.full(proxy, spec)));
    return list("toxics", all);
  }

  Reply createToxic(String name, JsonElement body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    Fields fields = Fields.of("the body", body);
    fields.only(ToxicJson.KEYS);
    ToxicSpec toxic = ToxicJson.create(ToxicJson.head(fields, true), fields);
    proxy.addToxic(toxic);
    return Reply.json(201, ToxicJson.full(proxy, toxic));
  }

  Reply showToxic(String name, String toxic) throws ProxyException {
    Proxy proxy = server.proxy(name);
    return Reply.json(200, ToxicJson.full(proxy, find(proxy, toxic)));
  }

  Reply changeToxic(String name, String toxic, JsonElement body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    find(proxy, toxic);
    Fields fields = Fields.of("the body", body);
    fields.only(ToxicJson.CHANGEABLE);
    ToxicSpec changed = proxy.updateToxic(toxic, now -> ToxicJson.update(now, fields));
    return Reply.json(200, ToxicJson.full(proxy, changed));
  }

  Reply deleteToxic(String name, String toxic) throws ProxyException {
    server.proxy(name).removeToxic(toxic);
    return Reply.empty(204);
  }

  /** What is drawn for the first connections. */
  Reply showDraws(String name, String toxic) throws ProxyException {
    JsonArray all = new JsonArray();
    for (DrawView draw : server.proxy(name).draws(toxic, 1, DRAWS_SHOWN, WAITS_SHOWN)) {
      JsonObject json = new JsonObject();
      json.addProperty("connection", draw.connection());
      json.addProperty("share", draw.share());
      json.addProperty("bites", draw.bites());
      json.addProperty("upstream_seed", Long.toString(draw.upstreamSeed()));
      json.addProperty("downstream_seed", Long.toString(draw.downstreamSeed()));
      JsonArray waits = new JsonArray();
      draw.waitsNanos().forEach(wait -> waits.add(wait / 1_000_000.0));
      json.add("waits", waits);
      JsonArray requests = new JsonArray();
      draw.requests().forEach(requests::add);
      json.add("requests", requests);
      all.add(json);
    }
    return list("draws", all);
  }

  Reply listConnections(String name) throws ProxyException {
    JsonArray all = new JsonArray();
    for (ConnectionView connection : server.proxy(name).connections()) {
      JsonObject json = new JsonObject();
      json.addProperty("number", connection.number());
      json.addProperty("client", connection.client());
      json.addProperty("state", connection.state());
      json.add("connecting", texts(connection.connecting()));
      json.add("upstream", texts(connection.upstream()));
      json.add("downstream", texts(connection.downstream()));
      json.addProperty("held_bytes", connection.heldBytes());
      all.add(json);
    }
    return list("connections", all);
  }

  Reply killConnection(String name, String number) throws ProxyException {
    Proxy proxy = server.proxy(name);
    long wanted;
    try {
      wanted = Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw new ProxyException(
          Reason.INVALID_VALUE, "number", "number is '" + number + "', expected a whole number");
    }
    if (!proxy.kill(wanted)) {
      throw new ProxyException(Reason.CONNECTION_NOT_FOUND);
    }
    return Reply.empty(204);
  }

  Reply reset() throws ProxyException {
    List<ProxyException> failures = server.reset();
    if (failures.isEmpty()) {
      return Reply.empty(204);
    }
    throw new ProxyException(
        Reason.SYSTEM,
        String.join("; ", failures.stream().map(e -> String.valueOf(e.getMessage())).toList()));
  }

  private static Reply list(String name, JsonArray all) {
    JsonObject json = new JsonObject();
    json.add(name, all);
    return Reply.json(200, json);
  }

  private static JsonArray texts(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static ToxicSpec find(Proxy proxy, String toxic) throws ProxyException {
    return proxy.toxic(toxic).orElseThrow(() -> new ProxyException(Reason.TOXIC_NOT_FOUND));
  }

  /** The keys that a body may have, for the document. */
  static Set<String> keysOf(String schema) {
    return switch (schema) {
      case "NewProxy" -> ProxyJson.KEYS;
      case "ProxyChange" -> ProxyJson.CHANGEABLE;
      case "NewToxic" -> ToxicJson.KEYS;
      case "ToxicChange" -> ToxicJson.CHANGEABLE;
      default -> throw new IllegalArgumentException("no body is called " + schema);
    };
  }
}
