package dev.faultline.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a proxy. */
@Command(
    name = "delete",
    aliases = "d",
    description = "Deletes a proxy and closes its connections.")
final class ProxyDeleteCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  ProxyDeleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.ask(
        terminal,
        client -> {
          client.delete(name);
          if (server.json()) {
            Json.print(terminal, "deleted", name);
          } else {
            terminal.out().println("Deleted proxy " + name);
          }
        });
  }
}
