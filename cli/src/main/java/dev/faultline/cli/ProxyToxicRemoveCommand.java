package dev.faultline.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a toxic. */
@Command(
    name = "remove",
    aliases = {"r", "delete", "d"},
    description = "Removes a toxic; what it holds back passes at once.")
final class ProxyToxicRemoveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Option(
      names = {"-n", "--toxicName"},
      required = true,
      paramLabel = "TOXIC",
      description = "The toxic.")
  private String toxic = "";

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String proxy = "";

  ProxyToxicRemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.ask(
        terminal,
        client -> {
          client.removeToxic(proxy, toxic);
          if (server.json()) {
            Json.print(terminal, "removed", toxic);
          } else {
            terminal.out().printf("Removed toxic '%s' on proxy '%s'%n", toxic, proxy);
          }
        });
  }
}
