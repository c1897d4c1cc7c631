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
import org.jspecify.annotations.Nullable;

/** Rules for faults of a disk, as they are given on the command line and in files. */
final class FaultFiles {
  private FaultFiles() {}

  /** Reads rules; a mistake names where it stands. */
  static List<FaultRule> read(List<String> given, @Nullable Path file) {
    List<FaultRule> rules = new ArrayList<>();
    for (String rule : given) {
      rules.addAll(parsed("--fault '" + rule + "'", rule));
    }
    if (file != null) {
      try {
        rules.addAll(parsed(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        throw new UsageException("cannot read the rules in " + file + ": " + e, e);
      }
    }
    return rules;
  }

  private static List<FaultRule> parsed(String source, String text) {
    try {
      return FaultRules.parse(text);
    } catch (FaultSyntaxException e) {
      throw new UsageException(source + ", " + e.getMessage(), e);
    }
  }
}
