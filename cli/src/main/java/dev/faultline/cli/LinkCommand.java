package dev.faultline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with links on this machine's real network and disk. */
@Command(
    name = "link",
    description = "Measures, reaches and inspects links on the real network and disk.",
    footer = {
      "",
      "Examples:",
      "  ./faultline link bench --size 32,256",
      "  ./faultline link inspect /var/lib/shop/outbox"
    })
final class LinkCommand implements Runnable {
  @Spec private CommandSpec spec;

  private LinkCommand() {}

  /** Without subcommands: where its own name and description are all that is asked for. */
  static CommandLine alone() {
    return new CommandLine(new LinkCommand());
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return alone()
        .addSubcommand(new LinkBenchCommand(terminal))
        .addSubcommand(new LinkPingCommand(terminal))
        .addSubcommand(new LinkEchoCommand(terminal))
        .addSubcommand(new LinkKeygenCommand(terminal))
        .addSubcommand(new LinkStatCommand(terminal))
        .addSubcommand(new LinkInspectCommand(terminal))
        .addSubcommand(new LinkOutboxCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
