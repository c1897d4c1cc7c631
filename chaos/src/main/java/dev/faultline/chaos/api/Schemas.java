package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** The schemas of bodies and answers. */
final class Schemas {
  private Schemas() {}

  static JsonObject all() {
    JsonObject all = new JsonObject();
    all.add("Document", type("object"));
    all.add(
        "Error",
        new Shape()
            .needs("error", type("string"))
            .needs("status", type("integer"))
            .may("field", type("string"))
            .json());
    all.add(
        "Server",
        new Shape()
            .needs("version", type("string"))
            .needs("seed", type("integer"))
            .needs("held_bytes", type("integer"))
            .json());
    all.add("Match", new Shape().may("source", listOf(type("string"))).json());
    all.add(
        "Schedule", new Shape().may("start", type("integer")).may("end", type("integer")).json());
    all.add("Traffic", traffic());
    addTls(all);
    addToxics(all);
    addProxies(all);
    all.add("Connection", connection());
    all.add("Connections", wrapped("connections", "Connection"));
    all.add(
        "Draw",
        new Shape()
            .needs("connection", type("integer"))
            .needs("share", type("number"))
            .needs("bites", type("boolean"))
            .needs("upstream_seed", type("string"))
            .needs("downstream_seed", type("string"))
            .needs("waits", listOf(type("number")))
            .needs("requests", listOf(type("integer")))
            .json());
    all.add("Draws", wrapped("draws", "Draw"));
    return all;
  }

  private static void addToxics(JsonObject all) {
    JsonArray attributes = new JsonArray();
    JsonArray types = new JsonArray();
    for (ToxicType type : ToxicType.ALL) {
      String name = "Attributes" + capital(type.name());
      Shape shape = new Shape();
      type.attributes().forEach(attribute -> shape.may(attribute.name(), of(attribute)));
      all.add(name, shape.json());
      attributes.add(reference(name));
      types.add(type.name());
    }
    JsonObject any = new JsonObject();
    any.add("anyOf", attributes);
    all.add("Attributes", any);
    JsonObject type = type("string");
    type.add("enum", types);
    all.add("Type", type);
    all.add("Stream", words("upstream", "downstream", "both"));
    all.add(
        "Toxic",
        new Shape()
            .needs("name", type("string"))
            .needs("type", reference("Type"))
            .needs("stream", reference("Stream"))
            .needs("toxicity", type("number"))
            .needs("attributes", reference("Attributes"))
            .needs("match", reference("Match"))
            .needs("schedule", reference("Schedule"))
            .needs("applications", type("integer"))
            .json());
    all.add("Toxics", wrapped("toxics", "Toxic"));
    all.add(
        "NewToxic",
        new Shape()
            .may("name", type("string"))
            .needs("type", reference("Type"))
            .may("stream", reference("Stream"))
            .may("toxicity", type("number"))
            .may("attributes", reference("Attributes"))
            .may("match", reference("Match"))
            .may("schedule", reference("Schedule"))
            .json());
    all.add(
        "ToxicChange",
        new Shape()
            .may("toxicity", type("number"))
            .may("attributes", reference("Attributes"))
            .may("match", reference("Match"))
            .may("schedule", reference("Schedule"))
            .json());
  }

  private static void addProxies(JsonObject all) {
    all.add(
        "Proxy",
        new Shape()
            .needs("name", type("string"))
            .needs("protocol", words("tcp", "udp", "http"))
            .needs("listen", type("string"))
            .needs("upstream", type("string"))
            .needs("black_hole", type("boolean"))
            .needs("on_dial_failure", words("close", "reset"))
            .needs("idle_timeout", type("integer"))
            .needs("tls", reference("Tls"))
            .needs("enabled", type("boolean"))
            .needs("connections", type("integer"))
            .needs("open_connections", type("integer"))
            .needs("traffic", reference("Traffic"))
            .needs("toxics", listOf(reference("Toxic")))
            .json());
    all.add("Proxies", wrapped("proxies", "Proxy"));
    all.add(
        "NewProxy",
        new Shape()
            .needs("name", type("string"))
            .may("protocol", words("tcp", "udp", "http"))
            .may("listen", type("string"))
            .may("upstream", type("string"))
            .may("black_hole", type("boolean"))
            .may("on_dial_failure", words("close", "reset"))
            .may("idle_timeout", type("integer"))
            .may("tls", reference("Tls"))
            .may("enabled", type("boolean"))
            .may("toxics", listOf(reference("NewToxic")))
            .json());
    all.add(
        "ProxyChange",
        new Shape()
            .may("listen", type("string"))
            .may("upstream", type("string"))
            .may("enabled", type("boolean"))
            .json());
  }

  private static void addTls(JsonObject all) {
    JsonObject routes = type("object");
    routes.add("additionalProperties", type("string"));
    all.add(
        "Tls",
        new Shape()
            .may("terminate", reference("TlsTerminate"))
            .may("originate", reference("TlsOriginate"))
            .may("routes", routes)
            .json());
    Shape terminate = new Shape();
    for (String text : List.of("certificate", "key", "authority", "client_trust")) {
      terminate.may(text, type("string"));
    }
    all.add("TlsTerminate", terminate.may("versions", listOf(type("string"))).json());
    Shape originate = new Shape();
    for (String text : List.of("server_name", "trust", "certificate", "key")) {
      originate.may(text, type("string"));
    }
    all.add(
        "TlsOriginate",
        originate.may("verify", type("boolean")).may("versions", listOf(type("string"))).json());
  }

  private static JsonObject traffic() {
    return new Shape()
        .needs("requests", type("integer"))
        .needs("not_understood", type("integer"))
        .needs("upstream_received", type("integer"))
        .needs("upstream_sent", type("integer"))
        .needs("downstream_received", type("integer"))
        .needs("downstream_sent", type("integer"))
        .json();
  }

  private static JsonObject connection() {
    return new Shape()
        .needs("number", type("integer"))
        .needs("client", type("string"))
        .needs("state", words("waiting", "dialling", "held", "open"))
        .needs("connecting", listOf(type("string")))
        .needs("upstream", listOf(type("string")))
        .needs("downstream", listOf(type("string")))
        .needs("held_bytes", type("integer"))
        .json();
  }

  private static JsonObject of(Attribute attribute) {
    JsonObject json =
        switch (attribute.kind()) {
          case Attribute.Kind.Whole(Range range) -> number("integer", range);
          case Attribute.Kind.Decimal(Range range) -> number("number", range);
          case Attribute.Kind.Flag flag -> type("boolean");
          case Attribute.Kind.Choice(var words) -> words(words.toArray(String[]::new));
          case Attribute.Kind.Wholes(Range range) -> listOf(number("integer", range));
          case Attribute.Kind.Text text -> type("string");
          case Attribute.Kind.Texts texts -> listOf(type("string"));
        };
    json.add("default", attribute.otherwise());
    json.addProperty(
        "description",
        attribute.meaning() + (attribute.unit().isEmpty() ? "" : ", in " + attribute.unit()));
    return json;
  }

  private static JsonObject number(String type, Range range) {
    JsonObject json = type(type);
    range.addTo(json);
    return json;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  static JsonObject type(String name) {
    JsonObject json = new JsonObject();
    json.addProperty("type", name);
    return json;
  }

  static JsonObject reference(String schema) {
    JsonObject json = new JsonObject();
    json.addProperty("$ref", "#/components/schemas/" + schema);
    return json;
  }

  private static JsonObject listOf(JsonObject items) {
    JsonObject json = type("array");
    json.add("items", items);
    return json;
  }

  private static JsonObject wrapped(String name, String schema) {
    return new Shape().needs(name, listOf(reference(schema))).json();
  }

  private static JsonObject words(String... words) {
    JsonObject json = type("string");
    JsonArray array = new JsonArray();
    List.of(words).forEach(array::add);
    json.add("enum", array);
    return json;
  }

  /** An object with these fields and no others. */
  private static final class Shape {
    private final JsonObject properties = new JsonObject();
    private final JsonArray required = new JsonArray();

    Shape needs(String name, JsonObject schema) {
      required.add(name);
      return may(name, schema);
    }

    Shape may(String name, JsonObject schema) {
      properties.add(name, schema);
      return this;
    }

    JsonObject json() {
      JsonObject json = type("object");
      json.add("properties", properties);
      json.add("required", required);
      json.addProperty("additionalProperties", false);
      return json;
    }
  }
}
