package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plans of docs/plans against a real Redis, on ports of their own. */
@Timeout(180)
class RedisPlanTest {
  @TempDir private Path folder;

  @BeforeEach
  void needRedis() {
    assumeTrue(
        Files.isExecutable(RedisNode.PROGRAM),
        "no Redis here: install the Debian package redis-server");
  }

  private String plan(String name) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "plans", name));
    for (int port = 7901; port <= 7909; port++) {
      if (text.contains("" + port)) {
        text = text.replace("" + port, "" + freePort());
      }
    }
    return text;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Run run(String plan) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String own =
        "%s -XX:TieredStopAtLevel=1 -cp %s %s"
            .formatted(java, System.getProperty("java.class.path"), Main.class.getName());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, Map.of(), own);
    int exitCode =
        Main.run(terminal, "run", file.toString(), "--state", folder.resolve("state").toString());
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void a_redis_that_keeps_nothing_loses_acknowledged_writes_when_it_is_killed() throws IOException {
    Run run = run(plan("redis-kill.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("kill redis", "linearizable: invalid", "'redis answers' holds");
  }

  @Test
  void with_a_log_that_is_synced_at_each_write_every_check_holds() throws IOException {
    String plan =
        plan("redis-kill.yaml")
            .replace("--appendonly, \"no\"", "--appendonly, \"yes\", --appendfsync, always");
    assertThat(plan).contains("always");
    Run run = run(plan);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("kill redis", "linearizable: valid");
  }

  @Test
  void a_promotion_behind_a_partition_loses_acknowledged_writes() throws IOException {
    Run run = run(plan("redis-promotion.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("proxy replication: stall", "linearizable: invalid");
  }

  @Test
  void a_partition_without_a_promotion_loses_nothing() throws IOException {
    String plan =
        plan("redis-promotion.yaml")
            .lines()
            .filter(line -> !line.strip().startsWith("run:"))
            .collect(Collectors.joining("\n"));
    Run run = run(plan);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("proxy replication: stall", "linearizable: valid");
  }
}
