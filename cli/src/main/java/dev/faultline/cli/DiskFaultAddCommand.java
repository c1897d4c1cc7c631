package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds rules for faults. */
@Command(
    name = "add",
    description = {
      "Adds rules for faults to what is mounted: all of them, or none where one is wrong.",
      "It prints the number of each, which 'disk fault clear' takes."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline disk fault add /mnt/shop 'fail write errno=ENOSPC path=/wal/* nth=3'",
      "  ./faultline disk fault add /mnt/shop --faults rules.txt --seed 7"
    })
final class DiskFaultAddCommand implements Callable<Integer> {
  private static final Pattern LINE = Pattern.compile("line (\\d{1,9})");

  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  @Parameters(
      index = "1..*",
      paramLabel = "RULE",
      description =
          "A fault of the calls on files there, such as 'fail write errno=ENOSPC path=/wal/*'; "
              + "docs/disk.md has the form.")
  private List<String> rules = new ArrayList<>();

  @Mixin private RulesFileOption rulesFile = new RulesFileOption();

  @Mixin private RulesSeedOption drawn = new RulesSeedOption();

  DiskFaultAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (FaultFiles.read("", rules, rulesFile.file).isEmpty()) {
      throw new UsageException("expected RULE or --faults with a rule in it; there is none to add");
    }
    // Arguments first, each on a line of its own.
    List<String> lines = new ArrayList<>();
    rules.forEach(rule -> lines.add(rule.replaceAll("\\R", " ")));
    if (rulesFile.file != null) {
      lines.add(FaultFiles.text(rulesFile.file));
    }
    try {
      Map<String, String> query = Map.of("seed", Long.toString(drawn.seed));
      return mount.ask(terminal, "POST", "/faults", query, String.join("\n", lines));
    } catch (UsageException e) {
      throw new UsageException(placed(String.valueOf(e.getMessage())), e);
    }
  }

  /** The mount counts the lines that it was sent. */
  private String placed(String message) {
    Matcher line = LINE.matcher(message);
    if (!line.lookingAt()) {
      return message;
    }
    int number = Integer.parseInt(line.group(1));
    String place =
        number <= rules.size() ? "RULE" : rulesFile.file + ", line " + (number - rules.size());
    return place + message.substring(line.end());
  }
}
