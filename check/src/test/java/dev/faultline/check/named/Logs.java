package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.read.HistoryReader;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Histories in a shorthand: a line per event, {@code process type f value}. */
final class Logs {

  private Logs() {}

  /** Reads a file's text. */
  static RawHistory read(String text) throws IOException, MalformedHistoryException {
    return HistoryReader.read(
        "log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** EDN of a shorthand. */
  static String edn(String shorthand) {
    var edn = new StringBuilder();
    for (String line : shorthand.strip().split("\n")) {
      String[] parts = line.strip().split(" +", 4);
      edn.append("{:process " + parts[0] + ", :type :" + parts[1] + ", :f :" + parts[2]);
      edn.append(", :value " + (parts.length > 3 ? parts[3] : "nil") + "}\n");
    }
    return edn.toString();
  }

  static Verdict check(String shorthand, String model, String level) {
    try {
      return NamedCheck.of(model, level)
          .check(read(edn(shorthand)), Budget.deterministic(1_000_000))
          .verdict();
    } catch (IOException | MalformedHistoryException e) {
      throw new AssertionError(e);
    }
  }

  /** One client after another, each operation alone: {@code client f value -> result}. */
  static String sequence(String operations) {
    var log = new StringBuilder();
    for (String one : operations.strip().split("\n")) {
      String[] halves = one.strip().split(" -> ");
      String[] parts = halves[0].split(" ", 3);
      String argument = parts.length > 2 ? parts[2] : "nil";
      log.append(parts[0] + " invoke " + parts[1] + " " + argument + "\n");
      String result = halves.length > 1 ? halves[1] : argument;
      log.append(parts[0] + " ok " + parts[1] + " " + result + "\n");
    }
    return log.toString();
  }
}
