package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.ToxicSpec;

/** Proxies and toxics as bodies of {@code /v2}, for the client, and back from its answers. */
public final class SpecJson {
  private SpecJson() {}

  /** The body that creates this proxy. */
  public static JsonObject of(ProxySpec spec) {
    JsonObject json = new JsonObject();
    json.addProperty("name", spec.name());
    json.addProperty("listen", spec.listen());
    if (!spec.mode().blackHole()) {
      json.addProperty("upstream", spec.upstream());
    }
    json.addProperty("enabled", spec.enabled());
    ProxyJson.addMode(json, spec.mode());
    JsonArray toxics = new JsonArray();
    spec.toxics().forEach(toxic -> toxics.add(of(toxic)));
    json.add("toxics", toxics);
    return json;
  }

  /** The body that creates this toxic. */
  public static JsonObject of(ToxicSpec spec) {
    JsonObject json = ToxicJson.of(spec);
    // All of them: an update leaves alone what is not named.
    json.add("attributes", ToxicAttributes.all(spec.toxic()));
    ToxicJson.addLimits(json, spec);
    return json;
  }

  /** The body that changes a toxic to this one. */
  public static JsonObject changeTo(ToxicSpec spec) {
    JsonObject json = of(spec);
    json.keySet().retainAll(ToxicJson.CHANGEABLE);
    return json;
  }

  /**
   * The proxy of an answer.
   *
   * @throws ProxyException where it makes no sense
   */
  public static ProxySpec proxy(JsonElement answer) throws ProxyException {
    JsonObject json = answer.deepCopy().getAsJsonObject();
    json.getAsJsonArray("toxics")
        .forEach(toxic -> toxic.getAsJsonObject().keySet().retainAll(ToxicJson.KEYS));
    return ProxyJson.create(Fields.of("the answer", json), "");
  }

  /**
   * The toxic of an answer.
   *
   * @throws ProxyException where it makes no sense
   */
  public static ToxicSpec toxic(JsonElement answer) throws ProxyException {
    Fields fields = Fields.of("the answer", answer);
    return ToxicJson.create(ToxicJson.head(fields, true), fields);
  }
}
