package dev.faultline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that goes on where an interrupted campaign stopped. */
final class ResumeCommand {
  private ResumeCommand() {}

  /** The command that was given, with another first seed and number of worlds. */
  static String of(ParseResult given, List<String> start, long seed, int worlds) {
    List<String> words = new ArrayList<>(start);
    words.addAll(List.of("--seed", Long.toString(seed), "--worlds", Integer.toString(worlds)));
    for (OptionSpec option : given.matchedOptionsSet()) {
      String name = option.longestName();
      if (name.equals("--seed") || name.equals("--worlds")) {
        continue;
      }
      if (option.arity().max() == 0) {
        words.add(name);
      } else {
        for (String value : option.originalStringValues()) {
          words.addAll(List.of(name, value));
        }
      }
    }
    // An option that reads its pairs itself, such as --set, does not count as matched.
    for (OptionSpec option : given.commandSpec().options()) {
      if (option.getValue() instanceof Map<?, ?> pairs && !given.hasMatchedOption(option)) {
        pairs.forEach(
            (key, value) -> words.addAll(List.of(option.longestName(), key + "=" + value)));
      }
    }
    return HumanText.command(words);
  }
}
