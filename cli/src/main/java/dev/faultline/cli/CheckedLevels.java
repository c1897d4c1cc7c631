package dev.faultline.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.check.Budget;
import dev.faultline.check.Count;
import dev.faultline.check.Verdict;
import dev.faultline.check.named.AllLevels;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.Skipped;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which levels one file has.
 *
 * @param levels none if the file is malformed
 * @param skipped what in the file is no operation; none if the file is malformed
 * @param problem what is malformed, with file and line; empty otherwise
 */
record CheckedLevels(
    Path file, @Nullable AllLevels levels, @Nullable Skipped skipped, String problem, long nanos) {

  static CheckedLevels of(String model, Path file, Budget budget, UnaryOperator<NamedCheck> terms) {
    long start = System.nanoTime();
    try {
      var checked =
          CheckedFile.isStandardInput(file)
              ? AllLevels.check(model, "-", System.in, budget, terms)
              : AllLevels.check(model, file, budget, terms);
      return new CheckedLevels(
          file, checked.levels(), checked.skipped(), "", System.nanoTime() - start);
    } catch (MalformedHistoryException e) {
      return new CheckedLevels(file, null, null, String.valueOf(e.getMessage()), 0);
    } catch (NoSuchFileException e) {
      return new CheckedLevels(file, null, null, file + ": no such file", 0);
    } catch (IOException e) {
      return new CheckedLevels(file, null, null, file + ": cannot be read: " + e.getMessage(), 0);
    }
  }

  /** A line for the file, then one for each group of levels; each violated one with its reason. */
  String text(Paint paint) {
    if (levels == null) {
      return "malformed  " + problem + "\n";
    }
    String time = String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    var text = new StringBuilder();
    text.append(paint.bold("levels   ") + "  " + file + "  (");
    text.append(Count.of(levels.operations(), "operation") + ", ");
    boolean all = skipped == null || skipped.total() == 0;
    text.append(all ? "" : skipped + " skipped, ").append(time + ")\n");
    line(text, "strongest that hold", levels.strongest());
    line(text, "hold", levels.having(Verdict::isValid));
    for (String level : levels.weakest()) {
      text.append("  not " + level + ": " + explanation(level) + "\n");
    }
    var also = levels.having(Verdict::isInvalid);
    line(text, "nor", also.stream().filter(level -> !levels.weakest().contains(level)).toList());
    for (String level : levels.having(Verdict.Unknown.class::isInstance)) {
      text.append("  unknown " + level + ": " + reason(level) + "\n");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String word, List<String> names) {
    if (!names.isEmpty()) {
      text.append("  " + word + ": " + String.join(", ", names) + "\n");
    }
  }

  private Verdict verdict(String level) {
    return Objects.requireNonNull(Objects.requireNonNull(levels).verdicts().get(level));
  }

  private String explanation(String level) {
    return verdict(level) instanceof Verdict.Invalid(var evidence, var _)
        ? evidence.explanation()
        : "";
  }

  private String reason(String level) {
    return verdict(level) instanceof Verdict.Unknown(var reason, var _, var _) ? reason : "";
  }

  private boolean undecided() {
    return levels != null && !levels.having(Verdict.Unknown.class::isInstance).isEmpty();
  }

  /** Which levels hold is an answer, whichever they are: 0, 3 where some are unknown. */
  static int exitCode(List<CheckedLevels> all) {
    if (all.stream().anyMatch(one -> one.levels == null)) {
      return 2;
    }
    return all.stream().anyMatch(CheckedLevels::undecided) ? 3 : 0;
  }

  static String document(List<CheckedLevels> all) {
    var array = new JsonArray();
    all.forEach(one -> array.add(one.json()));
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(array);
  }

  private JsonObject json() {
    var object = new JsonObject();
    object.addProperty("file", file.toString());
    object.addProperty(
        "verdict", levels == null ? "malformed" : undecided() ? "unknown" : "levels");
    object.addProperty("milliseconds", Math.round(nanos / 1e3) / 1e3);
    object.addProperty("operations", levels == null ? 0 : levels.operations());
    if (levels == null || skipped == null) {
      object.add("evidence", EvidenceJson.reason(problem));
      return object;
    }
    object.add("skipped", CheckedFile.json(skipped));
    object.add("strongest", Json.strings(levels.strongest()));
    object.add("holds", Json.strings(levels.having(Verdict::isValid)));
    var not = new JsonObject();
    for (String level : levels.weakest()) {
      if (verdict(level) instanceof Verdict.Invalid(var evidence, var _)) {
        not.add(level, EvidenceJson.of(evidence, levels.transactions(), levels.places()));
      }
    }
    object.add("not", not);
    object.add(
        "alsoNot",
        Json.strings(
            levels.having(Verdict::isInvalid).stream()
                .filter(level -> !levels.weakest().contains(level))
                .toList()));
    var unknown = new JsonObject();
    for (String level : levels.having(Verdict.Unknown.class::isInstance)) {
      unknown.addProperty(level, reason(level));
    }
    object.add("unknown", unknown);
    object.add("evidence", JsonNull.INSTANCE);
    return object;
  }
}
