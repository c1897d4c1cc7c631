package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, as Toxiproxy's server reads them: keys match in any case, null means
 * absent, a value of another type is a bad body.
 */
final class Fields {
  private final String where;
  private final Map<String, JsonElement> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private Fields(String where, JsonObject object) {
    this.where = where;
    object
        .asMap()
        .forEach((key, value) -> {
          if (!value.isJsonNull()) {
            values.put(key, value);
          }
        });
  }

  /**
   * The fields of {@code element}.
   *
   * @param where what the object is, for messages
   */
  static Fields of(String where, JsonElement element) throws ProxyException {
    if (!(element instanceof JsonObject object)) {
      throw bad(where + " is " + kindOf(element) + ", expected an object");
    }
    return new Fields(where, object);
  }

  /**
   * The fields of {@code element}, which is the value of a key.
   *
   * @param where the key, with those around it
   */
  static Fields ofKey(String where, JsonElement element) throws ProxyException {
    if (!(element instanceof JsonObject)) {
      throw bad(where, element, "an object");
    }
    return of(where, element);
  }

  /** Refuses keys that mean nothing here. */
  void only(Set<String> known) throws ProxyException {
    String expected =
        known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", "));
    for (String key : values.keySet()) {
      if (!known.contains(key.toLowerCase(Locale.ROOT))) {
        throw new ProxyException(
            Reason.INVALID_VALUE,
            key,
            "unknown key '%s' in %s, expected %s".formatted(key, where, expected));
      }
    }
  }

  Set<String> keys() {
    return values.keySet();
  }

  Optional<String> text(String name) throws ProxyException {
    JsonElement value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return Optional.of(primitive.getAsString());
    }
    throw bad(name, value, "a string");
  }

  Optional<Boolean> flag(String name) throws ProxyException {
    JsonElement value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return Optional.of(primitive.getAsBoolean());
    }
    throw bad(name, value, "true or false");
  }

  Optional<Float> share(String name) throws ProxyException {
    JsonElement value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of((float) decimal(name));
  }

  /** A whole number, or {@code otherwise} where there is none. */
  long whole(String name, long otherwise) throws ProxyException {
    JsonElement value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      String text = primitive.getAsString();
      if (text.matches("-?[0-9]+")) {
        try {
          return Long.parseLong(text);
        } catch (NumberFormatException e) {
          throw new ProxyException(
              Reason.BAD_BODY, name, name + " is " + text + ", expected a number of 64 bits");
        }
      }
      throw new ProxyException(
          Reason.BAD_BODY, name, name + " is " + text + ", expected a whole number");
    }
    throw bad(name, value, "a whole number");
  }

  /** A finite number. */
  double decimal(String name) throws ProxyException {
    JsonElement value = required(name);
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (Double.isFinite(number)) {
        return number;
      }
      throw new ProxyException(
          Reason.BAD_BODY, name, name + " is " + primitive + ", expected a smaller number");
    }
    throw bad(name, value, "a number");
  }

  /** One of these words. */
  String choice(String name, List<String> words) throws ProxyException {
    String text = text(name).orElse("");
    if (words.contains(text)) {
      return text;
    }
    throw new ProxyException(
        Reason.INVALID_VALUE,
        name,
        "%s is '%s', expected %s".formatted(name, text, String.join(", ", words)));
  }

  /** A list of whole numbers. */
  JsonArray wholes(String name) throws ProxyException {
    JsonArray numbers = new JsonArray();
    for (JsonElement element : list(name)) {
      JsonObject one = new JsonObject();
      one.add(name, element);
      numbers.add(Fields.of(name, one).whole(name, 0));
    }
    return numbers;
  }

  /** A list of texts; empty where there is none. */
  List<String> texts(String name) throws ProxyException {
    List<String> texts = new ArrayList<>();
    if (values.containsKey(name)) {
      for (JsonElement element : list(name)) {
        if (!(element instanceof JsonPrimitive primitive && primitive.isString())) {
          throw bad(name, element, "a list of strings");
        }
        texts.add(element.getAsString());
      }
    }
    return texts;
  }

  private JsonArray list(String name) throws ProxyException {
    if (required(name) instanceof JsonArray array) {
      return array;
    }
    throw bad(name, required(name), "a list");
  }

  private JsonElement required(String name) throws ProxyException {
    JsonElement value = values.get(name);
    if (value == null) {
      throw new ProxyException(Reason.MISSING_FIELD, name, name);
    }
    return value;
  }

  static ProxyException bad(String name, JsonElement value, String expected) {
    return new ProxyException(
        Reason.BAD_BODY, name, name + " is " + kindOf(value) + ", expected " + expected);
  }

  @Nullable JsonElement value(String name) {
    return values.get(name);
  }

  static ProxyException bad(String detail) {
    return new ProxyException(Reason.BAD_BODY, detail);
  }

  private static String kindOf(JsonElement value) {
    return switch (value) {
      case JsonObject object -> "an object";
      case JsonArray array -> "an array";
      case JsonPrimitive primitive when primitive.isString() -> "a string";
      case JsonPrimitive primitive when primitive.isBoolean() -> "a boolean";
      case JsonPrimitive primitive -> "a number";
      default -> "null";
    };
  }
}
