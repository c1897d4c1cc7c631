package dev.faultline.cli;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.check.Count;
import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.named.CheckedHistory;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.named.Place;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.Skipped;
import dev.faultline.core.history.Operation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of one file.
 *
 * @param checked none if the file is malformed
 * @param problem what is malformed, with file and line; empty otherwise
 */
record CheckedFile(Path file, @Nullable CheckedHistory checked, String problem, long nanos) {

  /** How a history is checked. */
  interface Check {
    CheckedHistory run() throws IOException, MalformedHistoryException;
  }

  /** Checks a file; what cannot be read is malformed. */
  static CheckedFile of(Path file, Check check) {
    long start = System.nanoTime();
    try {
      CheckedHistory checked = check.run();
      return new CheckedFile(file, checked, "", System.nanoTime() - start);
    } catch (MalformedHistoryException e) {
      return new CheckedFile(file, null, String.valueOf(e.getMessage()), System.nanoTime() - start);
    } catch (NoSuchFileException e) {
      return new CheckedFile(file, null, file + ": no such file", System.nanoTime() - start);
    } catch (IOException e) {
      return new CheckedFile(
          file, null, file + ": cannot be read: " + e.getMessage(), System.nanoTime() - start);
    }
  }

  NamedCheck.@Nullable Result result() {
    return checked == null ? null : checked.result();
  }

  private String word() {
    var result = result();
    return result == null ? "malformed" : result.verdict().word();
  }

  /**
   * What is printed of it.
   *
   * @param level that was promised
   * @param programs whether for programs too
   * @param order whether to say the order that explains a valid history
   */
  CheckReport report(String level, boolean programs, boolean order, Paint paint) {
    return new CheckReport(
        file.toString(),
        word(),
        line(paint),
        programs ? json(order).toString() : "",
        testCase(level),
        nanos);
  }

  private String line(Paint paint) {
    var result = result();
    if (result == null || checked == null) {
      return "malformed  " + problem;
    }
    String summary = result.verdict().summary();
    String rest = summary.substring(Math.min(summary.length(), word().length() + 2));
    String time = String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    return paint.bold(String.format(Locale.ROOT, "%-9s", word()))
        + "  "
        + file
        + "  ("
        + Count.of(result.operations(), "operation")
        + ", "
        + (checked.skipped().total() == 0 ? "" : checked.skipped() + " skipped, ")
        + time
        + ")"
        + (word().equals("valid") ? "" : "  " + rest)
        + (word().equals("invalid") ? names() : "");
  }

  /** Who the clients are that have numbers only here. */
  private String names() {
    if (checked == null || checked.clientNames().isEmpty()) {
      return "";
    }
    return checked.clientNames().entrySet().stream()
        .map(e -> "client " + e.getKey() + " is " + e.getValue())
        .collect(Collectors.joining(", ", " (", ")"));
  }

  /** For continuous integration. */
  private TestCase testCase(String level) {
    var result = result();
    TestCase.Kind kind =
        result == null
            ? TestCase.Kind.UNDECIDED
            : switch (result.verdict()) {
              case Verdict.Valid _ -> TestCase.Kind.PASSED;
              case Verdict.Invalid _ -> TestCase.Kind.FAILED;
              case Verdict.Unknown _ -> TestCase.Kind.UNDECIDED;
            };
    String message = result == null ? "malformed: " + problem : result.verdict().summary();
    return new TestCase(
        file.toString(),
        level,
        kind,
        kind == TestCase.Kind.PASSED ? "" : message,
        "",
        isStandardInput(file) ? "" : file.toString(),
        result == null ? 0 : line(result),
        "");
  }

  /** Where the first operation of the evidence was called; 0 where that is not known. */
  private static int line(NamedCheck.Result result) {
    if (!(result.verdict() instanceof Verdict.Invalid(var evidence, var _))) {
      return 0;
    }
    List<Operation<?, ?>> shown =
        evidence instanceof Evidence.NoOrder no
            ? List.of(no.failing())
            : List.copyOf(evidence.operations().operations());
    return shown.stream()
        .map(each -> result.places().get(each.called()))
        .filter(Objects::nonNull)
        .mapToInt(Place::line)
        .min()
        .orElse(0);
  }

  static boolean isStandardInput(Path file) {
    return file.toString().equals("-");
  }

  private JsonObject json(boolean order) {
    var object = new JsonObject();
    object.addProperty("file", file.toString());
    object.addProperty("verdict", word());
    object.addProperty("milliseconds", Math.round(nanos / 1e3) / 1e3);
    var result = result();
    object.addProperty("operations", result == null ? 0 : result.operations());
    if (result == null || checked == null) {
      object.add("evidence", EvidenceJson.reason(problem));
      return object;
    }
    object.add("skipped", json(checked.skipped()));
    var names = new JsonObject();
    checked.clientNames().forEach((number, name) -> names.addProperty("" + number, name));
    object.add("clients", names);
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
          object.add("evidence", EvidenceJson.of(evidence, result.transactions(), result.places()));
    }
    return object;
  }

  /** By kind: nemesis, comment, discarded, other_line, unfinished_line. */
  static JsonObject json(Skipped skipped) {
    var object = new JsonObject();
    for (var kind : Skipped.Kind.values()) {
      if (skipped.count(kind) > 0) {
        object.addProperty(kind.name().toLowerCase(Locale.ROOT), skipped.count(kind));
      }
    }
    return object;
  }
}
