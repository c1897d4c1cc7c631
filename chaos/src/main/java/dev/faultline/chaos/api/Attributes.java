package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.chaos.ProxyException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The attributes of one toxic: what a request gives, else what was before, else the default. */
final class Attributes {
  private final Map<String, JsonElement> values = new TreeMap<>();

  /**
   * Reads them.
   *
   * @throws ProxyException where one is of the wrong kind
   */
  Attributes(List<Attribute> known, Fields given, JsonObject before) throws ProxyException {
    for (Attribute attribute : known) {
      String name = attribute.name();
      JsonElement value = given.value(name);
      if (value == null) {
        JsonElement old = before.get(name);
        values.put(name, old == null ? attribute.otherwise() : old);
      } else {
        values.put(name, read(attribute, given));
      }
    }
  }

  private static JsonElement read(Attribute attribute, Fields given) throws ProxyException {
    String name = attribute.name();
    return switch (attribute.kind()) {
      case Attribute.Kind.Whole whole -> new JsonPrimitive(given.whole(name, 0));
      case Attribute.Kind.Decimal decimal -> new JsonPrimitive(given.decimal(name));
      case Attribute.Kind.Flag flag -> new JsonPrimitive(given.flag(name).orElse(false));
      case Attribute.Kind.Choice(var words) -> new JsonPrimitive(given.choice(name, words));
      case Attribute.Kind.Wholes wholes -> given.wholes(name);
      case Attribute.Kind.Text text -> new JsonPrimitive(given.text(name).orElse(""));
      case Attribute.Kind.Texts texts -> {
        JsonArray array = new JsonArray();
        given.texts(name).forEach(array::add);
        yield array;
      }
    };
  }

  long whole(String name) {
    return value(name).getAsLong();
  }

  double decimal(String name) {
    return value(name).getAsDouble();
  }

  boolean flag(String name) {
    return value(name).getAsBoolean();
  }

  String text(String name) {
    return value(name).getAsString();
  }

  List<Long> wholes(String name) {
    return value(name).getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList();
  }

  List<String> texts(String name) {
    return value(name).getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
  }

  private JsonElement value(String name) {
    JsonElement value = values.get(name);
    if (value == null) {
      throw new AssertionError("the type of toxic declares no attribute " + name);
    }
    return value;
  }
}
