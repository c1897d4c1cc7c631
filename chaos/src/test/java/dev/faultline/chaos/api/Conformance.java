package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds answers against the schemas of an OpenAPI document. */
final class Conformance {
  private final JsonObject schemas;

  /** Fields of schemas that an answer had, as {@code Schema.field}. */
  private final Set<String> seen = new TreeSet<>();

  Conformance(JsonObject document) {
    schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
  }

  Set<String> seen() {
    return seen;
  }

  /** All fields of the schema, as {@code Schema.field}. */
  Set<String> fieldsOf(String name) {
    Set<String> fields = new TreeSet<>();
    for (String field : schema(name).getAsJsonObject("properties").keySet()) {
      fields.add(name + "." + field);
    }
    return fields;
  }

  JsonObject schema(String name) {
    return schemas.getAsJsonObject(name);
  }

  /** What is wrong with {@code value}; nothing where it fits. */
  List<String> mistakes(String schema, JsonElement value) {
    List<String> mistakes = new ArrayList<>();
    check(schema, schema(schema), value, mistakes);
    return mistakes;
  }

  private void check(String place, JsonObject schema, JsonElement value, List<String> mistakes) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").getAsString().replaceFirst(".*/", "");
      check(name, schema(name), value, mistakes);
    } else if (schema.has("anyOf")) {
      checkAny(place, schema.getAsJsonArray("anyOf"), value, mistakes);
    } else if (!fits(schema.get("type").getAsString(), value)) {
      mistakes.add(place + " is " + value + ", expected " + schema);
    } else if (value instanceof JsonObject object) {
      checkObject(place, schema, object, mistakes);
    } else if (value instanceof JsonArray array) {
      array.forEach(item -> check(place, schema.getAsJsonObject("items"), item, mistakes));
    } else if (schema.has("enum") && !schema.getAsJsonArray("enum").contains(value)) {
      mistakes.add(place + " is " + value + ", expected one of " + schema.get("enum"));
    }
  }

  private void checkAny(String place, JsonArray any, JsonElement value, List<String> mistakes) {
    for (JsonElement one : any) {
      List<String> tried = new ArrayList<>();
      check(place, one.getAsJsonObject(), value, tried);
      if (tried.isEmpty()) {
        return;
      }
    }
    mistakes.add(place + " is " + value + ", which fits none of " + any);
  }

  private void checkObject(
      String place, JsonObject schema, JsonObject object, List<String> mistakes) {
    if (!schema.has("properties")) {
      return;
    }
    JsonObject properties = schema.getAsJsonObject("properties");
    for (String key : object.keySet()) {
      if (properties.has(key)) {
        seen.add(place + "." + key);
        check(place + "." + key, properties.getAsJsonObject(key), object.get(key), mistakes);
      } else {
        mistakes.add(place + " has the field " + key + ", which the document does not know");
      }
    }
    for (JsonElement required : schema.getAsJsonArray("required")) {
      if (!object.has(required.getAsString())) {
        mistakes.add(place + " lacks " + required);
      }
    }
  }

  private static boolean fits(String type, JsonElement value) {
    return switch (type) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof JsonPrimitive p && p.isString();
      case "boolean" -> value instanceof JsonPrimitive p && p.isBoolean();
      case "number" -> value instanceof JsonPrimitive p && p.isNumber();
      case "integer" ->
          value instanceof JsonPrimitive p && p.isNumber() && p.getAsString().matches("-?[0-9]+");
      default -> throw new IllegalArgumentException("type " + type);
    };
  }
}
