package dev.faultline.cli;

import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a toxic. */
@Command(
    name = "add",
    aliases = "a",
    description = "Adds a toxic to a proxy.",
    footer = {
      "",
      "Examples:",
      "  ./faultline proxy toxic add -t latency -a latency=500 -a jitter=50 db",
      "  ./faultline proxy toxic add -t stall --both --schedule 1000..5000 db",
      "  ./faultline proxy toxic add -t latency -a shape=trace -a trace=5,80,5 --source 10.0.0.0/8"
          + " db"
    })
final class ProxyToxicAddCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();
  @Mixin private ToxicSettings settings = new ToxicSettings();
  @Mixin private ToxicStream stream = new ToxicStream();
  @Mixin private ToxicLimits limits = new ToxicLimits();

  @Option(
      names = {"-n", "--toxicName"},
      paramLabel = "TOXIC",
      description = "What it is called; default: TYPE_STREAM.")
  private String toxic = "";

  @Option(
      names = {"-t", "--type"},
      required = true,
      paramLabel = "TYPE",
      completionCandidates = ToxicTypes.class,
      description = "What it does; 'proxy toxic types' lists them.")
  private String type = "";

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String proxy = "";

  ProxyToxicAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Stream chosen = stream.chosen();
    String name = toxic.isEmpty() ? type + "_" + chosen.text() : toxic;
    double toxicity = settings.toxicity().orElse(1.0);
    // Judged here, whichever server is asked: a wrong attribute is wrong usage.
    Toxic made = ToxicTypes.toxic(type, settings.attributes());
    Optional<Map<String, BigDecimal>> plain = settings.wholeNumbers();
    if (plain.isPresent()
        && chosen != Stream.BOTH
        && ToxicTypes.isOfToxiproxy(type)
        && !limits.given()
        && !server.json()) {
      return server.ask(
          terminal,
          client -> {
            client.addToxic(proxy, name, type, chosen.text(), toxicity, plain.get());
            tell(chosen, name);
          });
    }
    ToxicSpec spec =
        ToxicTypes.checked(() ->
            new ToxicSpec(name, made, chosen, (float) toxicity)
                .from(limits.source().orElse(SourceMatch.ALL))
                .during(limits.schedule().orElse(Schedule.ALWAYS)));
    return server.askOwn(
        terminal,
        client -> {
          client.addToxic(proxy, spec);
          if (server.json()) {
            Json.print(terminal, client.json(FaultlineClient.path(proxy, name)));
          } else {
            tell(chosen, name);
          }
        });
  }

  private void tell(Stream chosen, String name) {
    terminal
        .out()
        .printf("Added %s %s toxic '%s' on proxy '%s'%n", chosen.text(), type, name, proxy);
  }
}
