package dev.faultline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes rules for faults away. */
@Command(
    name = "clear",
    description = {
      "Takes a rule for faults away, or all of them with what they left behind, such as bad"
          + " sectors.",
      "Calls that hang by it go on."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline disk fault clear /mnt/shop",
      "  ./faultline disk fault clear /mnt/shop 2"
    })
final class DiskFaultClearCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MountedAt mount = new MountedAt();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NUMBER",
      description = "The rule's number, as 'disk fault list' shows it (default: all).")
  private @Nullable Integer number;

  DiskFaultClearCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, String> query = number == null ? Map.of() : Map.of("rule", number.toString());
    return mount.ask(terminal, "DELETE", "/faults", query, "");
  }
}
