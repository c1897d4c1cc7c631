package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.client.ProxyView;
import dev.faultline.chaos.client.RefusedException;
import dev.faultline.chaos.client.ToxicView;
import dev.faultline.chaos.client.UnknownAnswerException;
import dev.faultline.chaos.toxic.Naming;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
    return server.askBoth(
        terminal,
        (client, own) -> {
          ProxyView proxy = client.proxy(name);
          if (terminal.outIsTerminal()) {
            terminal
                .out()
                .printf(
                    "%s: %s -> %s, %s%n",
                    Naming.printable(proxy.name()),
                    Naming.printable(proxy.listen()),
                    Naming.printable(proxy.upstream()),
                    proxy.enabled() ? "enabled" : "disabled");
          }
          List<List<String>> rows = new ArrayList<>();
          Map<String, List<String>> limits = limits(own);
          proxy
              .toxics()
              .forEach(toxic -> rows.add(row(toxic, limits.getOrDefault(toxic.name(), List.of()))));
          Table.print(terminal, List.of("Toxic", "Type", "Stream", "Toxicity", "Attributes"), rows);
        });
  }

  /** When and whom each toxic bites, by its name, where that is not always and everybody. */
  private Map<String, List<String>> limits(FaultlineClient own) throws IOException {
    Map<String, List<String>> limits = new TreeMap<>();
    try {
      own.proxy(name).spec().toxics().forEach(toxic -> limits.put(toxic.name(), limits(toxic)));
    } catch (RefusedException | UnknownAnswerException e) {
      // Another kind of server, which has none, or the proxy has just been deleted.
    }
    return limits;
  }

  private static List<String> limits(ToxicSpec toxic) {
    List<String> words = new ArrayList<>();
    Schedule schedule = toxic.schedule();
    if (!schedule.equals(Schedule.ALWAYS)) {
      String end = schedule.endMillis() == Schedule.NEVER ? "" : "" + schedule.endMillis();
      words.add("schedule=" + schedule.startMillis() + ".." + end);
    }
    if (!toxic.source().networks().isEmpty()) {
      words.add("source=" + String.join(",", toxic.source().networks()));
    }
    return words;
  }

  private List<String> row(ToxicView toxic, List<String> limits) {
    String toxicity = String.format(Locale.ROOT, "%.2f", toxic.toxicity());
    List<String> attributes = new ArrayList<>();
    toxic.words().forEach(word -> attributes.add(word.getKey() + "=" + word.getValue()));
    if (terminal.outIsTerminal()) {
      attributes.addAll(limits);
      return List.of(
          toxic.name(), toxic.type(), toxic.stream(), toxicity, String.join(" ", attributes));
    }
    List<String> row = new ArrayList<>();
    row.add(toxic.name());
    row.add("type=" + toxic.type());
    row.add("stream=" + toxic.stream());
    row.add("toxicity=" + toxicity);
    row.add("attributes=[");
    // Toxiproxy's command has a field here, too, where there are no attributes.
    row.addAll(attributes.isEmpty() ? List.of("") : attributes);
    row.add("]");
    row.addAll(limits);
    return row;
  }
}
