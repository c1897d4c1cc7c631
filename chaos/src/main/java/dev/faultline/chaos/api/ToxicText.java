package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.toxic.Toxic;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Toxics as people write them on a command line. */
public final class ToxicText {
  private ToxicText() {}

  /** All types. */
  public static List<ToxicKind> kinds() {
    return ToxicType.ALL.stream().map(ToxicText::kind).toList();
  }

  private static ToxicKind kind(ToxicType type) {
    return new ToxicKind(
        type.name(),
        type.summary(),
        type.carriers(),
        type.attributes().stream()
            .map(attribute ->
                new ToxicKind.Attribute(
                    attribute.name(),
                    attribute.unit(),
                    range(attribute),
                    attribute.hasToBeGiven() ? "" : written(attribute.otherwise()),
                    attribute.meaning()))
            .toList());
  }

  /** What it may be, as it is written here. */
  private static String range(Attribute attribute) {
    return switch (attribute.kind()) {
      case Attribute.Kind.Wholes(Range range) -> range.text() + " each, with commas: 5,20,5";
      case Attribute.Kind.Texts texts -> "texts: " + attribute.name() + "=TEXT once for each";
      default -> attribute.range();
    };
  }

  private static String written(JsonElement value) {
    if (value instanceof JsonArray array) {
      return StreamSupport.stream(array.spliterator(), false)
          .map(JsonElement::getAsString)
          .collect(Collectors.joining(","));
    }
    return value.getAsString();
  }

  /**
   * The toxic of a type.
   *
   * @param attributes names and values, in the order in which they were written; lists of numbers
   *     have commas, lists of texts name the attribute several times
   * @throws ProxyException that names the attribute, the value and what was expected
   */
  public static Toxic toxic(String type, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    ToxicType found =
        ToxicType.named(type)
            .orElseThrow(() ->
                new ProxyException(
                    Reason.INVALID_VALUE,
                    "type",
                    "type is '%s', expected one of %s"
                        .formatted(
                            type,
                            ToxicType.ALL.stream()
                                .map(ToxicType::name)
                                .collect(Collectors.joining(", ")))));
    return ToxicJson.toxic(found, body(found, attributes), new JsonObject());
  }

  /** The same toxic with other attributes; those that are not named stay. */
  public static Toxic changed(Toxic before, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    ToxicType type = ToxicType.named(before.type()).orElseThrow();
    return ToxicJson.toxic(type, body(type, attributes), ToxicAttributes.all(before));
  }

  private static Fields body(ToxicType type, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    JsonObject body = new JsonObject();
    body.add("attributes", json(type, attributes));
    return Fields.of("the toxic", body);
  }

  private static JsonObject json(ToxicType type, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    JsonObject json = new JsonObject();
    for (Map.Entry<String, String> entry : attributes) {
      String name = entry.getKey();
      Attribute attribute = known(type, name);
      JsonElement value = value(attribute, entry.getValue());
      if (json.get(name) instanceof JsonArray before && value instanceof JsonArray more) {
        before.addAll(more);
      } else if (json.has(name)) {
        throw new ProxyException(
            Reason.INVALID_VALUE, name, "attribute " + name + " is given twice");
      } else {
        json.add(name, value);
      }
    }
    return json;
  }

  private static Attribute known(ToxicType type, String name) throws ProxyException {
    List<String> names = new ArrayList<>();
    for (Attribute attribute : type.attributes()) {
      if (attribute.name().equals(name)) {
        return attribute;
      }
      names.add(attribute.name());
    }
    throw new ProxyException(
        Reason.INVALID_VALUE,
        name,
        "%s has no attribute '%s', expected %s"
            .formatted(type.name(), name, names.isEmpty() ? "none" : String.join(", ", names)));
  }

  private static JsonElement value(Attribute attribute, String text) throws ProxyException {
    return switch (attribute.kind()) {
      case Attribute.Kind.Whole whole -> number(attribute, text);
      case Attribute.Kind.Decimal decimal -> number(attribute, text);
      case Attribute.Kind.Flag flag -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw wrong(attribute, text);
        }
        yield new JsonPrimitive(Boolean.valueOf(text));
      }
      case Attribute.Kind.Wholes wholes -> {
        JsonArray array = new JsonArray();
        for (String part : text.split(",", -1)) {
          array.add(number(attribute, part.strip()));
        }
        yield array;
      }
      case Attribute.Kind.Texts texts -> {
        JsonArray array = new JsonArray();
        array.add(text);
        yield array;
      }
      case Attribute.Kind.Choice choice -> new JsonPrimitive(text);
      case Attribute.Kind.Text any -> new JsonPrimitive(text);
    };
  }

  private static JsonPrimitive number(Attribute attribute, String text) throws ProxyException {
    try {
      if (text.length() <= LONGEST_NUMBER) {
        return new JsonPrimitive(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(attribute, text);
  }

  private static final int LONGEST_NUMBER = 40;

  private static ProxyException wrong(Attribute attribute, String text) {
    String name = attribute.name();
    return new ProxyException(
        Reason.INVALID_VALUE,
        name,
        "attribute %s is '%s', expected %s".formatted(name, text, range(attribute)));
  }
}
