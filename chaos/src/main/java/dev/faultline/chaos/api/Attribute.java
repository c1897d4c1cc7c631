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
 * @param unit of its numbers; empty where they have none
 * @param meaning in a few words
 */
record Attribute(String name, Kind kind, JsonElement otherwise, String unit, String meaning) {
  /** What an attribute may be. */
  sealed interface Kind {
    /** A whole number of 64 bits. */
    record Whole(Range range) implements Kind {}

    /** A number. */
    record Decimal(Range range) implements Kind {}

    /** True or false. */
    record Flag() implements Kind {}

    /** One of several words. */
    record Choice(List<String> words) implements Kind {}

    /** A list of whole numbers. */
    record Wholes(Range range) implements Kind {}

    /** A text. */
    record Text() implements Kind {}

    /** A list of texts. */
    record Texts() implements Kind {}
  }

  static Attribute whole(String name, String unit, String meaning) {
    return whole(name, 0, Range.NOT_NEGATIVE, unit, meaning);
  }

  static Attribute whole(String name, long otherwise, Range range, String unit, String meaning) {
    return new Attribute(name, new Kind.Whole(range), new JsonPrimitive(otherwise), unit, meaning);
  }

  static Attribute decimal(String name, double otherwise, Range range, String meaning) {
    return new Attribute(name, new Kind.Decimal(range), new JsonPrimitive(otherwise), "", meaning);
  }

  static Attribute flag(String name, String meaning) {
    return new Attribute(name, new Kind.Flag(), new JsonPrimitive(false), "", meaning);
  }

  static Attribute wholes(String name, String unit, String meaning) {
    return new Attribute(name, new Kind.Wholes(Range.NOT_NEGATIVE), new JsonArray(), unit, meaning);
  }

  static Attribute choice(String name, List<String> words, String meaning) {
    return new Attribute(
        name, new Kind.Choice(words), new JsonPrimitive(words.getFirst()), "", meaning);
  }

  static Attribute text(String name, String meaning) {
    return new Attribute(name, new Kind.Text(), new JsonPrimitive(""), "", meaning);
  }

  static Attribute texts(String name, String meaning) {
    return new Attribute(name, new Kind.Texts(), new JsonArray(), "", meaning);
  }

  /** Whether its default is none that it may be. */
  boolean hasToBeGiven() {
    return kind instanceof Kind.Whole(Range range) && otherwise.getAsLong() < range.least();
  }

  /** What it may be, for people. */
  String range() {
    return switch (kind) {
      case Kind.Whole(Range range) -> range.text();
      case Kind.Decimal(Range range) -> range.text();
      case Kind.Flag flag -> "true or false";
      case Kind.Choice(List<String> words) -> String.join("|", words);
      case Kind.Wholes(Range range) -> "list, each " + range.text();
      case Kind.Text text -> "text";
      case Kind.Texts texts -> "list of texts";
    };
  }
}
