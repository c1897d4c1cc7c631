package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.tls.TlsMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a proxy does about TLS, as clients write and read it. */
final class TlsJson {
  static final Set<String> KEYS = Set.of("terminate", "originate", "routes");
  static final Set<String> TERMINATE =
      Set.of("certificate", "key", "authority", "client_trust", "versions");
  static final Set<String> ORIGINATE =
      Set.of("server_name", "trust", "verify", "certificate", "key", "versions");

  private TlsJson() {}

  static TlsMode read(Fields proxy) throws ProxyException {
    JsonElement given = proxy.value("tls");
    if (given == null) {
      return TlsMode.NONE;
    }
    Fields tls = Fields.ofKey("tls", given);
    tls.only(KEYS);
    SortedMap<String, String> routes = new TreeMap<>();
    JsonElement byName = tls.value("routes");
    if (byName != null) {
      Fields fields = Fields.ofKey("tls.routes", byName);
      for (String name : fields.keys()) {
        routes.put(name, fields.text(name).orElse(""));
      }
    }
    return new TlsMode(terminate(tls), originate(tls), routes);
  }

  private static Optional<TlsMode.Terminate> terminate(Fields tls) throws ProxyException {
    JsonElement given = tls.value("terminate");
    if (given == null) {
      return Optional.empty();
    }
    Fields fields = Fields.ofKey("tls.terminate", given);
    fields.only(TERMINATE);
    return Optional.of(
        new TlsMode.Terminate(
            fields.text("certificate").orElse(""),
            fields.text("key").orElse(""),
            fields.text("authority").orElse(""),
            fields.text("client_trust").orElse(""),
            fields.texts("versions")));
  }

  private static Optional<TlsMode.Originate> originate(Fields tls) throws ProxyException {
    JsonElement given = tls.value("originate");
    if (given == null) {
      return Optional.empty();
    }
    Fields fields = Fields.ofKey("tls.originate", given);
    fields.only(ORIGINATE);
    return Optional.of(
        new TlsMode.Originate(
            fields.text("server_name").orElse(""),
            fields.text("trust").orElse(""),
            fields.flag("verify").orElse(true),
            fields.text("certificate").orElse(""),
            fields.text("key").orElse(""),
            fields.texts("versions")));
  }

  static JsonObject of(TlsMode mode) {
    JsonObject json = new JsonObject();
    mode.terminate()
        .ifPresent(terminate -> {
          JsonObject one = new JsonObject();
          one.addProperty("certificate", terminate.certificate());
          one.addProperty("key", terminate.key());
          one.addProperty("authority", terminate.authority());
          one.addProperty("client_trust", terminate.clientTrust());
          one.add("versions", texts(terminate.versions()));
          json.add("terminate", one);
        });
    mode.originate()
        .ifPresent(originate -> {
          JsonObject one = new JsonObject();
          one.addProperty("server_name", originate.serverName());
          one.addProperty("trust", originate.trust());
          one.addProperty("verify", originate.verify());
          one.addProperty("certificate", originate.certificate());
          one.addProperty("key", originate.key());
          one.add("versions", texts(originate.versions()));
          json.add("originate", one);
        });
    if (!mode.routes().isEmpty()) {
      JsonObject routes = new JsonObject();
      mode.routes().forEach(routes::addProperty);
      json.add("routes", routes);
    }
    return json;
  }

  private static JsonArray texts(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
