package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Switches a proxy off, or on again. */
@Command(
    name = "toggle",
    aliases = "tog",
    description = "Switches a proxy off, which closes its connections, or on again.")
final class ProxyToggleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  ProxyToggleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (server.json()) {
      return server.askOwn(
          terminal,
          client -> {
            client.enable(name, !client.proxy(name).spec().enabled());
            Json.print(terminal, client.json(FaultlineClient.path(name)));
          });
    }
    return server.ask(
        terminal,
        client -> {
          ProxyView proxy = client.enable(name, !client.proxy(name).enabled());
          terminal
              .out()
              .printf("Proxy %s is now %s%n", name, proxy.enabled() ? "enabled" : "disabled");
        });
  }
}
