package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds, changes and removes toxics. */
@Command(
    name = "toxic",
    aliases = "t",
    description = {
      "Adds, changes and removes toxics.",
      "Types and attributes: latency (latency, jitter in ms), bandwidth (rate in kB/s), slow_close (delay in ms),"
          + " timeout (timeout in ms), reset_peer (timeout in ms), slicer (average_size, size_variation in bytes,"
          + " delay in us), limit_data (bytes).",
      "Beyond Toxiproxy: latency (shape, correlation, alpha, period), bandwidth (shared=true), stall (duration in ms),"
          + " half_open (after, in bytes), corrupt (probability), loss_stall (probability, rto in ms), refuse,"
          + " connect_reset, slow_connect (delay in ms), connect_never; for UDP loss, duplicate, reorder"
          + " (probability). See docs/proxy.md."
    })
final class ProxyToxicCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ProxyToxicCommand() {}

  static CommandLine withSubcommands(Terminal terminal) {
    return new CommandLine(new ProxyToxicCommand())
        .addSubcommand(new Add(terminal))
        .addSubcommand(new Update(terminal))
        .addSubcommand(new Remove(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command: add, update, remove");
  }

  /** The settings that adding and changing share. */
  static final class Settings {
    private static final List<String> SHAPES =
        List.of("uniform", "normal", "pareto", "sine", "square");

    @Option(
        names = {"--toxicity", "--tox"},
        paramLabel = "SHARE",
        description = "The share of connections that it bites, from 0 to 1.")
    private @Nullable Double toxicity;

    @Option(
        names = {"-a", "--attribute"},
        paramLabel = "KEY=VALUE",
        description = "An attribute; may be given several times.")
    private List<String> attributes = List.of();

    Optional<Double> toxicity() {
      if (toxicity != null && !(toxicity >= 0 && toxicity <= 1)) {
        throw new UsageException("--toxicity is " + toxicity + ", expected 0 to 1");
      }
      return Optional.ofNullable(toxicity);
    }

    Map<String, Object> attributes() {
      SortedMap<String, Object> values = new TreeMap<>();
      for (String text : attributes) {
        int equals = text.indexOf('=');
        if (equals < 1) {
          throw new UsageException(
              "--attribute is '" + text + "', expected KEY=VALUE, such as latency=500");
        }
        values.put(text.substring(0, equals), value(text.substring(equals + 1), text));
      }
      return values;
    }

    private static Object value(String value, String text) {
      if (value.equals("true") || value.equals("false")) {
        return Boolean.valueOf(value);
      }
      if (SHAPES.contains(value)) {
        return value;
      }
      try {
        return new BigDecimal(value);
      } catch (NumberFormatException e) {
        throw new UsageException(
            "--attribute is '%s', expected a number, true, false or one of %s after the ="
                .formatted(text, String.join(", ", SHAPES)),
            e);
      }
    }
  }

  @Command(
      name = "add",
      aliases = "a",
      description = "Adds a toxic to a proxy.",
      footer = {
        "",
        "Example:",
        "  ./faultline proxy toxic add -t latency -a latency=500 -a jitter=50 db"
      })
  static final class Add implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProxyServerOption server = new ProxyServerOption();
    @Mixin private Settings settings = new Settings();

    @Option(
        names = {"-n", "--toxicName"},
        paramLabel = "TOXIC",
        description = "What it is called; default: TYPE_STREAM.")
    private String toxic = "";

    @Option(
        names = {"-t", "--type"},
        required = true,
        paramLabel = "TYPE",
        description = "What it does.")
    private String type = "";

    @Option(
        names = {"-u", "--upstream"},
        description = "It sees what clients send.")
    private boolean upstream;

    @Option(
        names = {"-d", "--downstream"},
        description = "It sees what the server sends; the default.")
    private boolean downstream;

    @Parameters(paramLabel = "NAME", description = "The proxy.")
    private String proxy = "";

    Add(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (upstream && downstream) {
        throw new UsageException("--upstream and --downstream exclude each other");
      }
      String stream = upstream ? "upstream" : "downstream";
      String name = toxic.isEmpty() ? type + "_" + stream : toxic;
      double toxicity = settings.toxicity().orElse(1.0);
      Map<String, Object> attributes = settings.attributes();
      return server.ask(
          terminal,
          client -> {
            client.addToxic(proxy, name, type, stream, toxicity, attributes);
            terminal
                .out()
                .printf("Added %s %s toxic '%s' on proxy '%s'%n", stream, type, name, proxy);
          });
    }
  }

  @Command(
      name = "update",
      aliases = "u",
      description = "Changes a toxic; what is not named stays as it is.")
  static final class Update implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProxyServerOption server = new ProxyServerOption();
    @Mixin private Settings settings = new Settings();

    @Option(
        names = {"-n", "--toxicName"},
        required = true,
        paramLabel = "TOXIC",
        description = "The toxic.")
    private String toxic = "";

    @Parameters(paramLabel = "NAME", description = "The proxy.")
    private String proxy = "";

    Update(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      Optional<Double> toxicity = settings.toxicity();
      Map<String, Object> attributes = settings.attributes();
      return server.ask(
          terminal,
          client -> {
            client.updateToxic(proxy, toxic, toxicity, attributes);
            terminal.out().printf("Updated toxic '%s' on proxy '%s'%n", toxic, proxy);
          });
    }
  }

  @Command(
      name = "remove",
      aliases = {"r", "delete", "d"},
      description = "Removes a toxic; what it holds back passes at once.")
  static final class Remove implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProxyServerOption server = new ProxyServerOption();

    @Option(
        names = {"-n", "--toxicName"},
        required = true,
        paramLabel = "TOXIC",
        description = "The toxic.")
    private String toxic = "";

    @Parameters(paramLabel = "NAME", description = "The proxy.")
    private String proxy = "";

    Remove(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return server.ask(
          terminal,
          client -> {
            client.removeToxic(proxy, toxic);
            terminal.out().printf("Removed toxic '%s' on proxy '%s'%n", toxic, proxy);
          });
    }
  }
}
