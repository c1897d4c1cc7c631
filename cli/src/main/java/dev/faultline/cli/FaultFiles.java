package dev.faultline.cli;

import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FaultSyntaxException;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Rules for faults of a disk, as they are given on the command line and in files. */
final class FaultFiles {
  private FaultFiles() {}

  /**
   * Reads rules; a mistake names where it stands, and so does each rule.
   *
   * @param option what the rules are given with, such as {@code --fault}; empty for an argument
   */
  static List<FaultRule> read(String option, List<String> given, @Nullable Path file) {
    List<FaultRule> rules = new ArrayList<>();
    for (String rule : given) {
      String where = option.isEmpty() ? "RULE" : option;
      for (FaultRule each : parsed(rule, line -> where + " '" + rule + "'")) {
        rules.add(each.at(where));
      }
    }
    if (file != null) {
      IntFunction<String> place = line -> file + ", line " + line;
      for (FaultRule each : parsed(text(file), place)) {
        rules.add(each.at(place.apply(each.line())));
      }
    }
    return rules;
  }

  /** What a file of rules says. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UsageException("cannot read the rules in " + file + ": " + e, e);
    }
  }

  private static List<FaultRule> parsed(String text, IntFunction<String> place) {
    try {
      return FaultRules.parse(text);
    } catch (FaultSyntaxException e) {
      throw new UsageException(place.apply(e.line()) + ", " + e.field() + ": " + e.reason(), e);
    }
  }
}
