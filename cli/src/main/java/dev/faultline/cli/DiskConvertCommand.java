package dev.faultline.cli;

import dev.faultline.disk.fault.FaultRules;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Faults of other tools as rules. */
@Command(
    name = "convert",
    description = {
      "Prints the rules that do what FILE has another tool do; they are for 'disk mount --faults'.",
      "Of CharybdeFS, FILE has calls of its service as its recipes make them, one a line; of"
          + " LazyFS, it is a configuration in TOML, or has lines for its pipe."
    },
    footer = {"", "Example:", "  ./faultline disk convert --from lazyfs config.toml > rules.txt"})
final class DiskConvertCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FILE", description = "What to convert.")
  private Path file = Path.of("");

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TOOL",
      description = "charybdefs or lazyfs.")
  private String tool = "";

  DiskConvertCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      String text = FaultFiles.text("", file);
      List<String> lines =
          switch (tool) {
            case "charybdefs" -> CharybdeCalls.rules(text);
            case "lazyfs" -> LazyFsConfig.rules(text);
            default ->
                throw new UsageException("--from is '" + tool + "', expected charybdefs or lazyfs");
          };
      // What is printed can be read again.
      FaultRules.parse(String.join("\n", lines));
      lines.forEach(terminal.out()::println);
      terminal.out().flush();
      return ExitCode.NO_VIOLATION.number();
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ", " + e.getMessage(), e);
    }
  }
}
