package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.List;

/** What each route does. */
final class Handlers {
  /** The body of a request, read when a handler wants it. */
  interface Body {
    JsonElement read() throws ProxyException;
  }

  private final ProxyServer server;
  private final String version;

  Handlers(ProxyServer server, String version) {
    this.server = server;
    this.version = version;
  }

  Reply listProxies() {
    JsonObject all = new JsonObject();
    server.proxies().forEach(proxy -> all.add(proxy.name(), ProxyJson.of(proxy)));
    return Reply.json(200, all);
  }

  Reply createProxy(Body body) throws ProxyException {
    Fields fields = Fields.of("the body", body.read());
    return Reply.json(201, ProxyJson.of(server.create(ProxyJson.create(fields, ""))));
  }

  Reply populate(Body body) throws ProxyException {
    ProxyServer.Populated populated = server.populate(ProxyJson.createAll(body.read()));
    JsonArray proxies = new JsonArray();
    populated.proxies().forEach(proxy -> proxies.add(ProxyJson.of(proxy)));
    if (populated.failures().isEmpty()) {
      JsonObject json = new JsonObject();
      json.add("proxies", proxies);
      return Reply.json(201, json);
    }
    ProxyException failure = populated.failures().getFirst();
    JsonObject json = Reply.errorOf(failure);
    json.add("proxies", proxies);
    return Reply.json(failure.reason().status(), json);
  }

  Reply showProxy(String name) throws ProxyException {
    return Reply.json(200, ProxyJson.of(server.proxy(name)));
  }

  Reply updateProxy(String name, Body body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    Fields fields = Fields.of("the body", body.read());
    proxy.update(
        fields.text("listen").filter(text -> !text.isEmpty()),
        fields.text("upstream").filter(text -> !text.isEmpty()),
        fields.flag("enabled"));
    return Reply.json(200, ProxyJson.of(proxy));
  }

  Reply deleteProxy(String name) throws ProxyException {
    server.delete(name);
    return Reply.empty(204);
  }

  Reply listToxics(String name) throws ProxyException {
    return Reply.json(200, ProxyJson.toxicsOf(server.proxy(name)));
  }

  Reply createToxic(String name, Body body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    Fields fields = Fields.of("the body", body.read());
    ToxicJson.Head head = ToxicJson.head(fields, false);
    if (proxy.toxic(head.name()).isPresent()) {
      throw new ProxyException(Reason.TOXIC_EXISTS);
    }
    ToxicSpec toxic = ToxicJson.create(head, fields);
    proxy.addToxic(toxic);
    return Reply.json(200, ToxicJson.of(toxic));
  }

  Reply showToxic(String name, String toxic) throws ProxyException {
    return Reply.json(200, ToxicJson.of(find(server.proxy(name), toxic)));
  }

  Reply updateToxic(String name, String toxic, Body body) throws ProxyException {
    Proxy proxy = server.proxy(name);
    find(proxy, toxic);
    Fields fields = Fields.of("the body", body.read());
    ToxicSpec updated = proxy.updateToxic(toxic, now -> ToxicJson.update(now, fields));
    return Reply.json(200, ToxicJson.of(updated));
  }

  Reply deleteToxic(String name, String toxic) throws ProxyException {
    server.proxy(name).removeToxic(toxic);
    return Reply.empty(204);
  }

  private static ToxicSpec find(Proxy proxy, String toxic) throws ProxyException {
    return proxy.toxic(toxic).orElseThrow(() -> new ProxyException(Reason.TOXIC_NOT_FOUND));
  }

  /** Tries every proxy; what did not start is in the answer. */
  Reply reset() throws ProxyException {
    List<ProxyException> failures = server.reset();
    if (failures.isEmpty()) {
      return Reply.empty(204);
    }
    throw new ProxyException(
        Reason.SYSTEM,
        String.join("; ", failures.stream().map(e -> String.valueOf(e.getMessage())).toList()));
  }

  Reply showVersion() {
    return new Reply(200, "application/json;charset=utf-8", "{\"version\": \"" + version + "\"}\n");
  }
}
