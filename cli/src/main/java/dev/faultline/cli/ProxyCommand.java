package dev.faultline.cli;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyApi;
import dev.faultline.chaos.ProxyApiOptions;
import dev.faultline.chaos.ProxyConfig;
import dev.faultline.chaos.ProxyConfigException;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyLog;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The proxy server; its subcommands ask a running one. */
@Command(
    name = "proxy",
    description = {
      "Puts network faults between real processes: clients connect to a proxy, which dials the real"
          + " server.",
      "Without a subcommand it is the server, which speaks Toxiproxy's HTTP interface, so that its"
          + " clients in every language work. The subcommands ask a running server."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline proxy &",
      "  ./faultline proxy create -l 127.0.0.1:15432 -u 127.0.0.1:5432 db",
      "  ./faultline proxy toxic add -t latency -a latency=500 db"
    })
final class ProxyCommand implements Callable<Integer> {
  /** What their help says includes the subcommands. */
  private static final List<String> NOT_THE_SERVERS =
      List.of("-h", "--help", "-V", "--version", "-version");

  private final Terminal terminal;

  @Option(
      names = {"--host", "-host"},
      paramLabel = "HOST",
      description = "Where the interface listens; default: ${DEFAULT-VALUE}.")
  private String host = "localhost";

  @Option(
      names = {"--port", "-port"},
      paramLabel = "PORT",
      description = "Its port, 0 for a free one; default: ${DEFAULT-VALUE}.")
  private int port = ProxyApiOptions.DEFAULT_PORT;

  @Option(
      names = {"--config", "-config"},
      paramLabel = "FILE",
      description = "A JSON array of proxies, with their toxics, to start with.")
  private @Nullable Path config;

  @Option(
      names = {"--seed", "-seed"},
      paramLabel = "SEED",
      description =
          "From which follows which connections a toxic bites, and what it draws; default: drawn"
              + " and printed.")
  private @Nullable Long seed;

  @Option(
      names = {"--proxy-metrics", "-proxy-metrics"},
      description = "Serve the bytes of each proxy at /metrics.")
  private boolean proxyMetrics;

  @Option(
      names = {"--runtime-metrics", "-runtime-metrics"},
      description = "Serve figures of this process at /metrics.")
  private boolean runtimeMetrics;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "What callers must send as 'Authorization: Bearer TOKEN'; needed where HOST is not"
              + " loopback. Default: the variable FAULTLINE_PROXY_TOKEN.")
  private @Nullable String token;

  @Option(
      names = "-version",
      versionHelp = true,
      hidden = true,
      description = "As --version, in the spelling of Toxiproxy.")
  @SuppressWarnings("unused") // picocli reads it.
  private boolean version;

  private ProxyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether {@code args} start a server: all are options of it and their values. */
  static boolean isServer(String... args) {
    boolean value = false;
    for (String arg : args) {
      if (value || arg.equals("proxy")) {
        value = false;
      } else if (!arg.startsWith("-") || NOT_THE_SERVERS.contains(arg)) {
        return false;
      } else {
        value = arg.indexOf('=') < 0 && !arg.endsWith("-metrics");
      }
    }
    return true;
  }

  /** The server without its subcommands, which therefore starts sooner. */
  static CommandLine alone(Terminal terminal) {
    return new CommandLine(new ProxyCommand(terminal));
  }

  static CommandLine withSubcommands(Terminal terminal) {
    return new CommandLine(new ProxyCommand(terminal))
        .addSubcommand(new ProxyListCommand(terminal))
        .addSubcommand(new ProxyInspectCommand(terminal))
        .addSubcommand(new ProxyCreateCommand(terminal))
        .addSubcommand(new ProxyToggleCommand(terminal))
        .addSubcommand(new ProxyDeleteCommand(terminal))
        .addSubcommand(new ProxyConnectionsCommand(terminal))
        .addSubcommand(new ProxyKillCommand(terminal))
        .addSubcommand(new ProxyDrawsCommand(terminal))
        .addSubcommand(new ProxyAuthorityCommand(terminal))
        .addSubcommand(ProxyToxicCommand.withSubcommands(terminal));
  }

  @Override
  public Integer call() {
    List<ProxySpec> proxies = configured();
    ProxyApiOptions options = apiOptions();
    ProxyLog log = ProxyServerLog.of(terminal);
    long drawn = seed == null ? System.nanoTime() & 0x7fff_ffffL : seed;
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(drawn));
        ProxyApi api = ProxyApi.bind(server, options, log)) {
      start(server, proxies, log);
      api.answer();
      log.say(
          ProxyLog.Level.INFO,
          "listening at http://%s:%d with seed %d"
              .formatted(host, api.address().getPort(), server.seed()),
          Map.of());
      awaitEnd();
    } catch (UncheckedIOException e) {
      throw new UsageException(
          "the server cannot start: %s; a process of it needs some 60 open files, and two for each connection (ulimit -n)"
              .formatted(reasonOf(e)),
          e);
    } catch (IOException e) {
      throw new UsageException(
          "cannot listen at %s:%d: %s; choose another --port"
              .formatted(host, port, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)),
          e);
    }
    return ExitCode.NO_VIOLATION.number();
  }

  /** The system's words. */
  private static String reasonOf(UncheckedIOException e) {
    IOException cause = Objects.requireNonNull(e.getCause());
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  private List<ProxySpec> configured() {
    if (config == null) {
      return List.of();
    }
    try {
      return ProxyConfig.read(config);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + config, e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + config + ": " + e.getMessage(), e);
    } catch (ProxyConfigException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private ProxyApiOptions apiOptions() {
    if (port < 0 || port > 65_535) {
      throw new UsageException("--port is " + port + ", expected 0 to 65535");
    }
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UsageException("--host is '" + host + "', which is not a host that resolves", e);
    }
    Optional<String> secret =
        Optional.ofNullable(token)
            .or(() -> Optional.ofNullable(terminal.environment().get("FAULTLINE_PROXY_TOKEN")))
            .filter(text -> token != null || !text.isEmpty());
    try {
      return new ProxyApiOptions(
          new InetSocketAddress(address, port), secret, proxyMetrics, runtimeMetrics, "git");
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + ", with --token", e);
    }
  }

  private void start(ProxyServer server, List<ProxySpec> proxies, ProxyLog log) {
    try {
      ProxyServer.Populated populated = server.populate(proxies);
      if (!populated.failures().isEmpty()) {
        ProxyException failure = populated.failures().getFirst();
        throw new UsageException(
            "%s: proxy '%s': %s"
                .formatted(
                    config, proxies.get(populated.proxies().size()).name(), failure.getMessage()),
            failure);
      }
      for (Proxy proxy : populated.proxies()) {
        log.say(
            ProxyLog.Level.INFO,
            "proxy %s listens at %s for %s"
                .formatted(proxy.name(), proxy.listen(), proxy.upstream()),
            Map.of());
      }
    } catch (ProxyException e) {
      throw new UsageException(config + ": " + e.getMessage(), e);
    }
  }

  /** Until the process is told to end, which is how a server ends in order. */
  private static void awaitEnd() {
    CountDownLatch end = new CountDownLatch(1);
    Thread halt = new Thread(() -> Runtime.getRuntime().halt(0), "faultline-proxy-end");
    Runtime.getRuntime().addShutdownHook(halt);
    try {
      end.await();
    } catch (InterruptedException e) {
      // A rehearsal or a test is over, and its process goes on.
      Runtime.getRuntime().removeShutdownHook(halt);
      Thread.currentThread().interrupt();
    }
  }
}
