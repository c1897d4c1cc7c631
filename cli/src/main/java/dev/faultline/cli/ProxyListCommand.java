package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the proxies of a server. */
@Command(
    name = "list",
    aliases = {"l", "li", "ls"},
    description = "Lists the proxies; when piped, a line each with tabs between the fields.")
final class ProxyListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  ProxyListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (server.json()) {
      return server.askOwn(
          terminal, client -> Json.print(terminal, client.json(FaultlineClient.PROXIES)));
    }
    return server.ask(
        terminal,
        client -> {
          List<List<String>> rows = new ArrayList<>();
          for (ProxyView proxy : client.list()) {
            rows.add(
                List.of(
                    proxy.name(),
                    proxy.listen(),
                    proxy.upstream(),
                    proxy.enabled() ? "enabled" : "disabled",
                    Integer.toString(proxy.toxics().size())));
          }
          if (rows.isEmpty() && terminal.outIsTerminal()) {
            terminal.out().println("no proxies; 'create' makes one");
          } else {
            Table.print(terminal, List.of("Name", "Listen", "Upstream", "Enabled", "Toxics"), rows);
          }
        });
  }
}
