package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * An attribute of a type of toxic, as the interface writes it.
 *
 * @param name as it is spelled
 * @param kind what it may be
 * @param otherwise what it is where it is not given
 * @param meaning in a few words, with the unit
 */
record Attribute(String name, Kind kind, JsonElement otherwise, String meaning) {
  /** What an attribute may be. */
  sealed interface Kind {
    /** A whole number of 64 bits. */
    record Whole() implements Kind {}

    /** A number. */
    record Decimal() implements Kind {}

    /** True or false. */
    record Flag() implements Kind {}

    /** One of several words. */
    record Choice(List<String> words) implements Kind {}

    /** A list of whole numbers. */
    record Wholes() implements Kind {}
  }

  static Attribute whole(String name, String meaning) {
    return new Attribute(name, new Kind.Whole(), new JsonPrimitive(0), meaning);
  }

  static Attribute whole(String name, long otherwise, String meaning) {
    return new Attribute(name, new Kind.Whole(), new JsonPrimitive(otherwise), meaning);
  }

  static Attribute decimal(String name, double otherwise, String meaning) {
    return new Attribute(name, new Kind.Decimal(), new JsonPrimitive(otherwise), meaning);
  }

  static Attribute flag(String name, String meaning) {
    return new Attribute(name, new Kind.Flag(), new JsonPrimitive(false), meaning);
  }

  static Attribute wholes(String name, String meaning) {
    return new Attribute(name, new Kind.Wholes(), new JsonArray(), meaning);
  }

  static Attribute choice(String name, List<String> words, String meaning) {
    return new Attribute(
        name, new Kind.Choice(words), new JsonPrimitive(words.getFirst()), meaning);
  }
}
