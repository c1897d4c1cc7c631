package dev.faultline.cli;

import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.explore.UsageException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes a toxic. */
@Command(
    name = "update",
    aliases = "u",
    description = "Changes a toxic; what is not named stays as it is.")
final class ProxyToxicUpdateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();
  @Mixin private ToxicSettings settings = new ToxicSettings();
  @Mixin private ToxicLimits limits = new ToxicLimits();

  @Option(
      names = {"-n", "--toxicName"},
      required = true,
      paramLabel = "TOXIC",
      description = "The toxic.")
  private String toxic = "";

  @Parameters(paramLabel = "NAME", description = "The proxy.")
  private String proxy = "";

  ProxyToxicUpdateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Optional<Double> toxicity = settings.toxicity();
    List<Map.Entry<String, String>> attributes = settings.attributes();
    Optional<Map<String, BigDecimal>> plain = settings.wholeNumbers();
    if (plain.isPresent() && !limits.given() && !server.json()) {
      return server.ask(
          terminal,
          client -> {
            client.updateToxic(proxy, toxic, toxicity, plain.get());
            tell();
          });
    }
    limits.schedule();
    limits.source();
    return server.askOwn(
        terminal,
        client -> {
          client.updateToxic(
              proxy, changed(client.toxic(proxy, toxic).spec(), toxicity, attributes));
          if (server.json()) {
            Json.print(terminal, client.json(FaultlineClient.path(proxy, toxic)));
          } else {
            tell();
          }
        });
  }

  private ToxicSpec changed(
      ToxicSpec now, Optional<Double> toxicity, List<Map.Entry<String, String>> attributes) {
    Toxic made;
    try {
      made = ToxicKind.changed(now.toxic(), attributes);
    } catch (ProxyException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    return ToxicTypes.checked(() ->
        new ToxicSpec(
            now.name(),
            made,
            now.stream(),
            now.streamText(),
            toxicity.map(Double::floatValue).orElse(now.toxicity()),
            limits.source().orElse(now.source()),
            limits.schedule().orElse(now.schedule())));
  }

  private void tell() {
    terminal.out().printf("Updated toxic '%s' on proxy '%s'%n", toxic, proxy);
  }
}
