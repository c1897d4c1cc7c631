package dev.faultline.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a proxy. */
@Command(
    name = "create",
    aliases = {"c", "new"},
    description = "Creates a proxy and starts it.",
    footer = {"", "Example:", "  ./faultline proxy create -l 127.0.0.1:15432 -u 127.0.0.1:5432 db"})
final class ProxyCreateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "HOST:PORT",
      description = "Where clients connect to; default: a free port of the loopback interface.")
  private String listen = "";

  @Option(
      names = {"-u", "--upstream"},
      required = true,
      paramLabel = "HOST:PORT",
      description = "The real server.")
  private String upstream = "";

  @Parameters(paramLabel = "NAME", description = "What the proxy is called.")
  private String name = "";

  ProxyCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.ask(
        terminal,
        client -> {
          client.create(name, listen, upstream);
          terminal.out().println("Created new proxy " + name);
        });
  }
}
