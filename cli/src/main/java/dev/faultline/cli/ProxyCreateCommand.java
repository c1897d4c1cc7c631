package dev.faultline.cli;

import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.client.FaultlineClient;
import dev.faultline.chaos.toxic.ToxicSpec;
import dev.faultline.explore.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a proxy. */
@Command(
    name = "create",
    aliases = {"c", "new"},
    description = "Creates a proxy and starts it, with its toxics: all of it, or nothing.",
    footer = {
      "",
      "Examples:",
      "  ./faultline proxy create -l 127.0.0.1:15432 -u 127.0.0.1:5432 db",
      "  ./faultline proxy create -u 127.0.0.1:5432 --toxic 'latency latency=500 jitter=50 stream=both' db",
      "  ./faultline proxy create --protocol udp -u 127.0.0.1:53 --toxic 'loss probability=0.1' names",
      "  ./faultline proxy create --tls-authority certificates -u 127.0.0.1:8080 web",
      "  ./faultline proxy create --sni db.example=10.0.0.7:5432 -l 127.0.0.1:443 byname"
    })
final class ProxyCreateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ProxyServerOption server = new ProxyServerOption();
  @Mixin private ProxyModeOptions mode = new ProxyModeOptions();

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "HOST:PORT",
      description = "Where clients connect to; default: a free port of the loopback interface.")
  private String listen = "";

  @Option(
      names = {"-u", "--upstream"},
      paramLabel = "HOST:PORT",
      description = "The real server.")
  private String upstream = "";

  @Option(
      names = "--toxic",
      paramLabel = "WORDS",
      description =
          "A toxic that is there from the first connection on: its type, and then attributes and name=,"
              + " stream=, toxicity=, schedule=, source= as words; may be given several times.")
  private List<String> toxics = List.of();

  @Parameters(paramLabel = "NAME", description = "What the proxy is called.")
  private String name = "";

  ProxyCreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ProxyMode wanted = mode.mode();
    List<ToxicSpec> specs = toxics.stream().map(ToxicWords::read).toList();
    checkUpstream(wanted);
    if (specs.isEmpty() && wanted.equals(ProxyMode.TCP) && !server.json()) {
      return server.ask(
          terminal,
          client -> {
            client.create(name, listen, upstream);
            terminal.out().println("Created new proxy " + name);
          });
    }
    ProxySpec spec =
        new ProxySpec(
            name, listen.isEmpty() ? ProxySpec.ANY_PORT : listen, upstream, true, specs, wanted);
    return server.askOwn(
        terminal,
        client -> {
          client.create(spec);
          if (server.json()) {
            Json.print(terminal, client.json(FaultlineClient.path(name)));
          } else {
            terminal.out().println("Created new proxy " + name);
          }
        });
  }

  private void checkUpstream(ProxyMode wanted) {
    if (wanted.blackHole() && !upstream.isEmpty()) {
      throw new UsageException("--black-hole and --upstream exclude each other");
    }
    if (upstream.isEmpty() && !wanted.blackHole() && wanted.tls().routes().isEmpty()) {
      throw new UsageException("missing --upstream HOST:PORT, the real server; or --black-hole");
    }
  }
}
