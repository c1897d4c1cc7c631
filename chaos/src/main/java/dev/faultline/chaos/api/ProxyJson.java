package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.net.Counters;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Proxies as Toxiproxy's clients write and read them. */
final class ProxyJson {
  static final Set<String> KEYS =
      Set.of(
          "name",
          "listen",
          "upstream",
          "enabled",
          "toxics",
          "protocol",
          "black_hole",
          "on_dial_failure",
          "idle_timeout",
          "tls");
  static final Set<String> CHANGEABLE = Set.of("listen", "upstream", "enabled");
  private static final List<String> ON_DIAL_FAILURE = List.of("close", "reset");

  private ProxyJson() {}

  /**
   * Reads a proxy.
   *
   * @param place what the messages add to the name of a missing field, such as {@code " at proxy
   *     2"}
   */
  static ProxySpec create(Fields fields, String place) throws ProxyException {
    String name = required(fields, "name", place);
    ProxyMode mode = mode(fields);
    String upstream =
        mode.blackHole() || !mode.tls().routes().isEmpty()
            ? fields.text("upstream").orElse("")
            : required(fields, "upstream", place);
    String listen =
        fields.text("listen").filter(text -> !text.isEmpty()).orElse(ProxySpec.ANY_PORT);
    boolean enabled = fields.flag("enabled").orElse(true);
    return new ProxySpec(name, listen, upstream, enabled, toxics(fields), mode);
  }

  private static ProxyMode mode(Fields fields) throws ProxyException {
    Protocol protocol = Protocol.TCP;
    if (fields.value("protocol") != null) {
      protocol =
          Protocol.named(fields.choice("protocol", List.of("tcp", "udp", "http"))).orElseThrow();
    }
    boolean resets =
        fields.value("on_dial_failure") != null
            && fields.choice("on_dial_failure", ON_DIAL_FAILURE).equals("reset");
    return new ProxyMode(
        protocol,
        fields.flag("black_hole").orElse(false),
        resets,
        fields.whole("idle_timeout", ProxyMode.DEFAULT_IDLE_MILLIS),
        TlsJson.read(fields));
  }

  private static String required(Fields fields, String name, String place) throws ProxyException {
    return fields
        .text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new ProxyException(Reason.MISSING_FIELD, name, name + place));
  }

  private static List<ToxicSpec> toxics(Fields fields) throws ProxyException {
    JsonElement given = fields.value("toxics");
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof JsonArray array)) {
      throw Fields.bad("toxics", given, "an array");
    }
    List<ToxicSpec> toxics = new ArrayList<>();
    for (JsonElement element : array) {
      Fields toxic = Fields.of("toxic " + (toxics.size() + 1), element);
      toxic.only(ToxicJson.KEYS);
      toxics.add(ToxicJson.create(ToxicJson.head(toxic, true), toxic));
    }
    return toxics;
  }

  /** Reads an array of proxies. */
  static List<ProxySpec> createAll(JsonElement element) throws ProxyException {
    if (!(element instanceof JsonArray array)) {
      throw Fields.bad("expected an array of proxies");
    }
    List<ProxySpec> specs = new ArrayList<>();
    for (JsonElement item : array) {
      int number = specs.size() + 1;
      specs.add(create(Fields.of("proxy " + number, item), " at proxy " + number));
    }
    return specs;
  }

  /** A proxy as the interface shows it. */
  static JsonObject of(Proxy proxy) {
    JsonObject json = new JsonObject();
    json.addProperty("name", proxy.name());
    json.addProperty("listen", proxy.listen());
    json.addProperty("upstream", proxy.upstream());
    json.addProperty("enabled", proxy.enabled());
    json.add("toxics", toxicsOf(proxy));
    return json;
  }

  /** A proxy with all that there is to say about it. */
  static JsonObject full(Proxy proxy) {
    ProxyMode mode = proxy.mode();
    JsonObject json = new JsonObject();
    json.addProperty("name", proxy.name());
    json.addProperty("listen", proxy.listen());
    json.addProperty("upstream", proxy.upstream());
    addMode(json, mode);
    json.addProperty("enabled", proxy.enabled());
    json.addProperty("connections", proxy.counters().connections().get());
    json.addProperty("open_connections", proxy.openConnections());
    json.add("traffic", traffic(proxy.counters()));
    JsonArray toxics = new JsonArray();
    proxy.toxics().forEach(spec -> toxics.add(ToxicJson.full(proxy, spec)));
    json.add("toxics", toxics);
    return json;
  }

  static void addMode(JsonObject json, ProxyMode mode) {
    json.addProperty("protocol", mode.protocol().text());
    json.addProperty("black_hole", mode.blackHole());
    json.addProperty("on_dial_failure", ON_DIAL_FAILURE.get(mode.resetsWhenDialFails() ? 1 : 0));
    json.addProperty("idle_timeout", mode.idleMillis());
    json.add("tls", TlsJson.of(mode.tls()));
  }

  private static JsonObject traffic(Counters counters) {
    JsonObject json = new JsonObject();
    json.addProperty("requests", counters.requests().sum());
    json.addProperty("not_understood", counters.notUnderstood().sum());
    json.addProperty("upstream_received", counters.upstream().received().sum());
    json.addProperty("upstream_sent", counters.upstream().sent().sum());
    json.addProperty("downstream_received", counters.downstream().received().sum());
    json.addProperty("downstream_sent", counters.downstream().sent().sum());
    return json;
  }

  static JsonArray toxicsOf(Proxy proxy) {
    JsonArray toxics = new JsonArray();
    proxy.toxics().forEach(spec -> toxics.add(ToxicJson.of(spec)));
    return toxics;
  }
}
