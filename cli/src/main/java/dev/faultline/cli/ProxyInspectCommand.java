package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyView;
import dev.faultline.chaos.client.ToxicView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the toxics of a proxy. */
@Command(
    name = "inspect",
    aliases = {"i", "ins"},
    description =
        "Shows the toxics of a proxy; when piped, a line each with tabs between the fields.")
final class ProxyInspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  ProxyInspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (server.json()) {
      return server.askOwn(
          terminal, client -> Json.print(terminal, client.json(FaultlineClient.path(name))));
    }
    return server.ask(
        terminal,
        client -> {
          ProxyView proxy = client.proxy(name);
          if (terminal.outIsTerminal()) {
            terminal
                .out()
                .printf(
                    "%s: %s -> %s, %s%n",
                    proxy.name(),
                    proxy.listen(),
                    proxy.upstream(),
                    proxy.enabled() ? "enabled" : "disabled");
          }
          List<List<String>> rows = new ArrayList<>();
          proxy.toxics().forEach(toxic -> rows.add(row(toxic)));
          Table.print(terminal, List.of("Toxic", "Type", "Stream", "Toxicity", "Attributes"), rows);
        });
  }

  private List<String> row(ToxicView toxic) {
    String toxicity = String.format(Locale.ROOT, "%.2f", toxic.toxicity());
    String attributes =
        toxic.attributes().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(terminal.outIsTerminal() ? " " : "\t"));
    return terminal.outIsTerminal()
        ? List.of(toxic.name(), toxic.type(), toxic.stream(), toxicity, attributes)
        : List.of(
            toxic.name(),
            "type=" + toxic.type(),
            "stream=" + toxic.stream(),
            "toxicity=" + toxicity,
            "attributes=[\t" + attributes + "\t]");
  }
}
