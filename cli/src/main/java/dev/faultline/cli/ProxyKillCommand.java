package dev.faultline.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Resets a connection. */
@Command(
    name = "kill",
    description = "Resets one connection, on both sides; 'proxy connections' lists them.",
    footer = {"", "Example:", "  ./faultline proxy kill db 17"})
final class ProxyKillCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Parameters(index = "0", paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "NUMBER",
      converter = Converters.PositiveLong.class,
      description = "The connection.")
  private long number;

  ProxyKillCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.askOwn(
        terminal,
        client -> {
          client.kill(name, number);
          if (server.json()) {
            Json.print(terminal, "killed", number);
          } else {
            terminal.out().printf("Killed connection %d of proxy '%s'%n", number, name);
          }
        });
  }
}
