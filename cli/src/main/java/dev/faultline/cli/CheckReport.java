package dev.faultline.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is printed of one file that was checked, here or elsewhere.
 *
 * @param word valid, invalid, unknown or malformed
 * @param line for people
 * @param json the object for programs; empty where that was not asked for
 * @param nanos that the check took
 */
record CheckReport(
    String file, String word, String line, String json, TestCase testCase, long nanos)
    implements Serializable {
  static String totals(List<CheckReport> all) {
    return count(all, "valid")
        + " valid, "
        + count(all, "invalid")
        + " invalid, "
        + count(all, "unknown")
        + " unknown, "
        + count(all, "malformed")
        + " malformed";
  }

  private static long count(List<CheckReport> all, String word) {
    return all.stream().filter(one -> one.word().equals(word)).count();
  }

  /** The worst of all: 2 over 1 over 3 over 0. */
  static int exitCode(List<CheckReport> all) {
    if (count(all, "malformed") > 0) {
      return 2;
    }
    return count(all, "invalid") > 0 ? 1 : count(all, "unknown") > 0 ? 3 : 0;
  }

  /** The first of those that are worst, of which there can be a picture; null for none. */
  static @Nullable CheckReport worst(List<CheckReport> all) {
    for (String word : List.of("invalid", "unknown", "valid")) {
      for (CheckReport one : all) {
        if (one.word().equals(word)) {
          return one;
        }
      }
    }
    return null;
  }

  static String document(List<CheckReport> all) {
    var array = new JsonArray();
    for (CheckReport one : all) {
      array.add(JsonParser.parseString(one.json()));
    }
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(array);
  }
}
