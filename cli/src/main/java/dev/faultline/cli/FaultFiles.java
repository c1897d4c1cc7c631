package dev.faultline.cli;

import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FaultSyntaxException;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
      List<FaultRule> parsed = parsed(rule, line -> where + " '" + rule + "'");
      if (parsed.isEmpty()) {
        throw new UsageException(
            where + " '" + rule + "' is no rule; give one such as 'fail write errno=EIO path=/a'");
      }
      for (FaultRule each : parsed) {
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
    return text("the rules in ", file);
  }

  /**
   * What a file says.
   *
   * @param what it is read for, before its name
   */
  static String text(String what, Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + what + file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException("cannot read " + what + file + ": it is no text in UTF-8", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
      throw new UsageException("cannot read " + what + file + ": " + why, e);
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
