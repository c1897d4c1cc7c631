package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads and writes some keys of a Redis. */
@Command(
    name = "redis",
    description = {
      "Clients read and write some keys of a Redis, each write a number of its own, and what they"
          + " saw is a history of the model 'multi-register'. A write whose answer is missing may"
          + " have happened, and is recorded so.",
      "It ends when it is told to (SIGTERM, Ctrl-C), or after --operations."
    })
final class LoadRedisCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--address",
      required = true,
      paramLabel = "HOST:PORT",
      converter = HostPort.class,
      description =
          "Where clients connect to; of several, to the first that says it is a primary. Can be"
              + " repeated.")
  private List<InetSocketAddress> addresses = List.of();

  @Option(
      names = "--history",
      required = true,
      paramLabel = "FILE",
      description = "Where the history is written; a file that is there is replaced.")
  private Path file = Path.of("");

  @Option(
      names = "--clients",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many at a time; default: ${DEFAULT-VALUE}.")
  private int clients = 3;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Operations a second of each client, at most; default: ${DEFAULT-VALUE}.")
  private int rate = 100;

  @Option(
      names = "--operations",
      paramLabel = "N",
      converter = Converters.PositiveLong.class,
      description = "How many in all; default: no end.")
  private long operations = Long.MAX_VALUE;

  @Option(
      names = "--keys",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many keys; more of them show a loss longer. Default: ${DEFAULT-VALUE}.")
  private int keys = 20;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "How their names begin; default: ${DEFAULT-VALUE}.")
  private String prefix = "faultline:";

  @Option(
      names = "--wait",
      paramLabel = "REPLICAS",
      converter = Converters.Positive.class,
      description = "A write counts as done when so many replicas have it (WAIT); default: none.")
  private @Nullable Integer replicas;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = "From which the operations of each client follow; default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  LoadRedisCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (HistoryFile history = new HistoryFile(file, terminal.environment())) {
      RedisLoad redis =
          new RedisLoad(addresses, prefix, keys, replicas == null ? 0 : replicas, history);
      long done = new ClientLoad(redis, rate, operations).runUntilToldToEnd(clients, seed);
      terminal.out().println(HumanText.count(done, "operation") + " in " + file);
    } catch (IOException e) {
      throw new UsageException("the history cannot be written: " + e.getMessage(), e);
    }
    return ExitCode.NO_VIOLATION.number();
  }
}
