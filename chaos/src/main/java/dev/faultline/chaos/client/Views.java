package dev.faultline.chaos.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the answers of Faultline, Toxiproxy and other servers. */
final class Views {
  private Views() {}

  /** All proxies of an answer, in its order. */
  static List<ProxyView> proxies(JsonElement answer) throws IOException {
    return read(
        "proxies", answer, json -> json.asMap().values().stream().map(Views::view).toList());
  }

  static ProxyView proxy(JsonElement answer) throws IOException {
    return read("a proxy", answer, Views::view);
  }

  static ToxicView toxic(JsonElement answer) throws IOException {
    return read("a toxic", answer, Views::toxicView);
  }

  static String version(JsonElement answer) throws IOException {
    return read("a version", answer, json -> json.get("version").getAsString());
  }

  private static <T> T read(String what, JsonElement answer, Function<JsonObject, T> reader)
      throws IOException {
    try {
      return reader.apply(answer.getAsJsonObject());
    } catch (RuntimeException e) {
      // A field that is not there, or has another type.
      throw new UnknownAnswerException("the answer does not show " + what + ": " + answer, e);
    }
  }

  private static ProxyView view(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    List<ToxicView> toxics = new ArrayList<>();
    if (json.get("toxics") instanceof JsonArray array) {
      array.forEach(one -> toxics.add(toxicView(one)));
    }
    return new ProxyView(
        json.get("name").getAsString(),
        json.get("listen").getAsString(),
        json.get("upstream").getAsString(),
        json.get("enabled").getAsBoolean(),
        List.copyOf(toxics));
  }

  private static ToxicView toxicView(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    SortedMap<String, String> attributes = new TreeMap<>();
    List<Map.Entry<String, String>> words = new ArrayList<>();
    if (json.get("attributes") instanceof JsonObject object) {
      new TreeMap<>(object.asMap())
          .forEach((name, value) -> {
            attributes.put(name, text(value));
            words(value).forEach(word -> words.add(Map.entry(name, word)));
          });
    }
    return new ToxicView(
        json.get("name").getAsString(),
        json.get("type").getAsString(),
        json.get("stream").getAsString(),
        json.get("toxicity").getAsDouble(),
        attributes,
        List.copyOf(words));
  }

  /**
   * A list of numbers becomes one word with commas; a list of texts becomes one word for each text.
   */
  private static List<String> words(JsonElement value) {
    if (value instanceof JsonArray array
        && array.asList().stream()
            .anyMatch(part -> part instanceof JsonPrimitive text && text.isString())) {
      return array.asList().stream().map(Views::text).toList();
    }
    return value instanceof JsonArray array && array.isEmpty() ? List.of() : List.of(text(value));
  }

  /** The text of any value that a server may send; values other than text are written as JSON. */
  private static String text(JsonElement value) {
    return switch (value) {
      case JsonPrimitive primitive -> primitive.getAsString();
      case JsonArray array ->
          array.asList().stream().map(Views::text).collect(Collectors.joining(","));
      case JsonNull none -> "";
      default -> value.toString();
    };
  }
}
