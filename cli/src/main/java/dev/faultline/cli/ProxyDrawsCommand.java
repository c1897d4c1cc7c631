package dev.faultline.cli;

import dev.faultline.chaos.DrawView;
import dev.faultline.chaos.client.FaultlineClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a toxic draws. */
@Command(
    name = "draws",
    description = {
      "Shows what follows from the seed for a toxic and the first 100 connections: whether it"
          + " bites, the first waits in ms, and the seeds of all further draws.",
      "A toxic bites a connection whose share is less than its toxicity."
    },
    footer = {"", "Example:", "  ./faultline proxy draws -n latency_downstream db"})
final class ProxyDrawsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();

  @Option(
      names = {"-n", "--toxicName"},
      required = true,
      paramLabel = "TOXIC",
      description = "The toxic.")
  private String toxic = "";

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String name = "";

  ProxyDrawsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return server.askOwn(
        terminal,
        client -> {
          if (server.json()) {
            Json.print(terminal, client.json(FaultlineClient.path(name, toxic) + "/draws"));
            return;
          }
          List<List<String>> rows = new ArrayList<>();
          client.draws(name, toxic).forEach(draw -> rows.add(row(draw)));
          Table.print(
              terminal,
              List.of(
                  "Connection",
                  "Share",
                  "Bites",
                  "Upstream seed",
                  "Downstream seed",
                  "Waits",
                  "Requests"),
              rows);
        });
  }

  private static List<String> row(DrawView draw) {
    return List.of(
        Long.toString(draw.connection()),
        Double.toString(draw.share()),
        draw.bites() ? "yes" : "no",
        Long.toString(draw.upstreamSeed()),
        Long.toString(draw.downstreamSeed()),
        draw.waitsNanos().isEmpty()
            ? "-"
            : draw.waitsNanos().stream()
                .map(nanos -> String.format(Locale.ROOT, "%.3f", nanos / 1e6))
                .collect(Collectors.joining(",")),
        draw.requests().isEmpty()
            ? "-"
            : draw.requests().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }
}
