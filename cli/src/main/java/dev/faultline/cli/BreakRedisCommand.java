package dev.faultline.cli;

import dev.faultline.chaos.ProxyException;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows on a real Redis what a promotion loses. */
@Command(
    name = "break-redis",
    description = {
      "Starts a real Redis and a replica behind proxies, cuts them apart, writes, promotes the replica, heals, and"
          + " lets 'check' judge what the client saw. It needs redis-server.",
      "With --wait a write counts as done only when the replica has it. With --read the client reads its write"
          + " before the promotion."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline break-redis",
      "  ./faultline break-redis --wait",
      "  ./faultline break-redis --wait --read"
    })
final class BreakRedisCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--wait", description = "Write with WAIT 1 300.")
  private boolean waits;

  @Option(names = "--read", description = "Read on the old primary before the promotion.")
  private boolean reads;

  @Option(names = "--no-faults", description = "Neither cut nor promote, to compare.")
  private boolean faultless;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "Where to write what the client saw; default: ${DEFAULT-VALUE}.")
  private Path file = Path.of("break-redis.edn");

  BreakRedisCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!Files.isExecutable(RedisNode.PROGRAM)) {
      throw new UsageException(
          "there is no "
              + RedisNode.PROGRAM
              + "; install it, such as with 'apt-get install redis-server'");
    }
    Path folder;
    try {
      folder = Files.createTempDirectory("faultline-break-redis");
    } catch (IOException e) {
      throw new UsageException("cannot make a folder for Redis: " + e.getMessage(), e);
    }
    try (BreakRedis redis = new BreakRedis(folder)) {
      play(redis);
      Files.writeString(file, redis.history());
    } catch (IOException | ProxyException e) {
      throw new UsageException("Redis cannot be broken here: " + e.getMessage(), e);
    } finally {
      delete(folder);
    }
    say("the history is in " + file + "; ./faultline check says:");
    terminal.out().flush();
    return Main.run(
        terminal, "check", file.toString(), "--model", "register", "--level", "linearizable");
  }

  private void play(BreakRedis redis) throws IOException, ProxyException {
    say("a primary and a replica run; the key holds 1 on both");
    if (!faultless) {
      redis.partition();
      say("the proxy between them stalls both ways");
    }
    try (RedisNode.Client client = redis.connectToFirst()) {
      boolean done = redis.write(client, 2, waits);
      say(
          "a client writes 2 to the primary"
              + (waits
                  ? " with WAIT, and is told " + (done ? "1 replica" : "0 replicas")
                  : ", and is told OK"));
      if (reads || faultless) {
        say("it reads " + redis.read(client) + " there");
      }
    }
    if (!faultless) {
      redis.promoteAndHeal();
      say("the replica is promoted, the stall ends, the old primary becomes its replica");
      try (RedisNode.Client client = redis.connectToSecond()) {
        say("a client reads " + redis.read(client) + " from the new primary");
      }
    }
  }

  private void say(String line) {
    terminal.out().println(line);
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (List<Path>) all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Redis may still be writing its log there; the system cleans its temporary folder.
      assert e != null;
    }
  }
}
