package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Proxies as Toxiproxy's clients write and read them. */
final class ProxyJson {
  static final Set<String> KEYS = Set.of("name", "listen", "upstream", "enabled", "toxics");

  private ProxyJson() {}

  /**
   * Reads a proxy.
   *
   * @param place what the messages add to the name of a missing field, such as {@code " at proxy
   *     2"}
   */
  static ProxySpec create(Fields fields, String place) throws ProxyException {
    String name = required(fields, "name", place);
    String upstream = required(fields, "upstream", place);
    String listen =
        fields.text("listen").filter(text -> !text.isEmpty()).orElse(ProxySpec.ANY_PORT);
    boolean enabled = fields.flag("enabled").orElse(true);
    return new ProxySpec(name, listen, upstream, enabled, toxics(fields));
  }

  private static String required(Fields fields, String name, String place) throws ProxyException {
    return fields
        .text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new ProxyException(Reason.MISSING_FIELD, name + place));
  }

  private static List<ToxicSpec> toxics(Fields fields) throws ProxyException {
    JsonElement given = fields.value("toxics");
    if (given == null) {
      return List.of();
    }
    if (!(given instanceof JsonArray array)) {
      throw Fields.bad("toxics is not an array");
    }
    List<ToxicSpec> toxics = new ArrayList<>();
    for (JsonElement element : array) {
      Fields toxic = Fields.of("toxic " + (toxics.size() + 1), element);
      toxics.add(ToxicJson.create(ToxicJson.head(toxic), toxic));
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

  static JsonArray toxicsOf(Proxy proxy) {
    JsonArray toxics = new JsonArray();
    proxy.toxics().forEach(spec -> toxics.add(ToxicJson.of(spec)));
    return toxics;
  }
}
