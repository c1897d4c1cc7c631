package dev.faultline.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.check.Verdict;
import dev.faultline.check.named.NamedCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of one file.
 *
 * @param result none if the file is malformed
 * @param problem what is malformed, with file and line; empty otherwise
 */
record CheckedFile(Path file, NamedCheck.@Nullable Result result, String problem, long nanos) {

  private String word() {
    return result == null ? "malformed" : result.verdict().word();
  }

  String line(Paint paint) {
    if (result == null) {
      return "malformed  " + problem;
    }
    String summary = result.verdict().summary();
    String rest = summary.substring(Math.min(summary.length(), word().length() + 2));
    String time = String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    return paint.bold(String.format(Locale.ROOT, "%-9s", word()))
        + "  "
        + file
        + "  ("
        + result.operations()
        + " operations, "
        + time
        + ")"
        + (word().equals("valid") ? "" : "  " + rest);
  }

  static String totals(List<CheckedFile> all) {
    return count(all, "valid")
        + " valid, "
        + count(all, "invalid")
        + " invalid, "
        + count(all, "unknown")
        + " unknown, "
        + count(all, "malformed")
        + " malformed";
  }

  private static long count(List<CheckedFile> all, String word) {
    return all.stream().filter(one -> one.word().equals(word)).count();
  }

  /** The worst of all: 2 over 1 over 3 over 0. */
  static int exitCode(List<CheckedFile> all) {
    if (count(all, "malformed") > 0) {
      return 2;
    }
    return count(all, "invalid") > 0 ? 1 : count(all, "unknown") > 0 ? 3 : 0;
  }

  static @Nullable CheckedFile worst(List<CheckedFile> all) {
    for (String word : List.of("invalid", "unknown", "valid")) {
      for (CheckedFile one : all) {
        if (one.word().equals(word)) {
          return one;
        }
      }
    }
    return null;
  }

  static String document(List<CheckedFile> all, boolean order) {
    var array = new JsonArray();
    for (CheckedFile one : all) {
      array.add(one.json(order));
    }
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(array);
  }

  private JsonObject json(boolean order) {
    var object = new JsonObject();
    object.addProperty("file", file.toString());
    object.addProperty("verdict", word());
    object.addProperty("milliseconds", Math.round(nanos / 1e3) / 1e3);
    object.addProperty("operations", result == null ? 0 : result.operations());
    if (result == null) {
      object.add("evidence", EvidenceJson.reason(problem));
      return object;
    }
    switch (result.verdict()) {
      case Verdict.Valid(var witness, var _) -> {
        object.add("evidence", JsonNull.INSTANCE);
        if (order) {
          object.add("order", EvidenceJson.order(witness));
        }
      }
      case Verdict.Unknown(var reason, var undecided, var _) ->
          object.add("evidence", EvidenceJson.reason("unknown", reason, undecided));
      case Verdict.Invalid(var evidence, var _) ->
          object.add("evidence", EvidenceJson.of(evidence, result.transactions()));
    }
    return object;
  }
}
