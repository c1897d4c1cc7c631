package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.net.ConnectionView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the connections of a proxy. */
@Command(
    name = "connections",
    description = {
      "Lists the connections that live, with the toxics that bite each.",
      "When piped, a line each with tabs between the fields; - stands for none."
    },
    footer = {"", "Example:", "  ./faultline proxy connections db"})
final class ProxyConnectionsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  ProxyConnectionsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.askOwn(
        terminal,
        client -> {
          if (server.json()) {
            Json.print(terminal, client.json(FaultlineClient.path(name) + "/connections"));
            return;
          }
          List<List<String>> rows = new ArrayList<>();
          client.connections(name).forEach(connection -> rows.add(row(connection)));
          if (rows.isEmpty() && terminal.outIsTerminal()) {
            terminal.out().println("no connections");
          } else {
            Table.print(
                terminal,
                List.of(
                    "Number", "Client", "State", "Connecting", "Upstream", "Downstream", "Held"),
                rows);
          }
        });
  }

  private static List<String> row(ConnectionView connection) {
    return List.of(
        Long.toString(connection.number()),
        connection.client(),
        connection.state(),
        names(connection.connecting()),
        names(connection.upstream()),
        names(connection.downstream()),
        Long.toString(connection.heldBytes()));
  }

  private static String names(List<String> toxics) {
    return toxics.isEmpty() ? "-" : String.join(",", toxics);
  }
}
