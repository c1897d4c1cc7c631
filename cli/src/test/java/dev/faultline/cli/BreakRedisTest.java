package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis and its replica behind proxies: a partition between the two, a promotion by hand, a
 * healing. What a client saw is a history, and the checker judges it.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // JUnit's callbacks fill the fields.
class BreakRedisTest {
  private static final String KEY = "account";

  @TempDir private Path folder;
  private final ProxyServer proxies = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final StringBuilder history = new StringBuilder();
  private RedisNode first;
  private RedisNode second;

  /** From the replica to the primary. */
  private Proxy replication;

  /** From clients to each of the two. */
  private Proxy toFirst;

  private Proxy toSecond;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Files.isExecutable(RedisNode.PROGRAM),
        "no Redis here: install the Debian package redis-server");
    first = new RedisNode(folder.resolve("first"));
    second = new RedisNode(folder.resolve("second"));
    replication = proxies.create(ProxySpec.to("replication", "127.0.0.1:" + first.port()));
    toFirst = proxies.create(ProxySpec.to("to-first", "127.0.0.1:" + first.port()));
    toSecond = proxies.create(ProxySpec.to("to-second", "127.0.0.1:" + second.port()));
    admin(second, "REPLICAOF", "127.0.0.1", Integer.toString(replication.port()));
    while (!admin(second, "INFO", "replication").contains("master_link_status:up")) {
      Thread.onSpinWait();
    }
    try (RedisNode.Client client = RedisNode.connect(toFirst.port())) {
      write(client, 1, false);
    }
    while (!admin(second, "GET", KEY).equals("1")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    proxies.close();
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }

  private static String admin(RedisNode node, String... command) throws IOException {
    try (RedisNode.Client client = RedisNode.connect(node.port())) {
      return client.ask(command);
    }
  }

  /** Each operation is a process of its own: one whose outcome nobody knows may come true later. */
  private void event(int process, String type, String name, String value) {
    history.append(
        "{:process %d, :type :%s, :f :%s, :value %s}%n".formatted(process, type, name, value));
  }

  private int processes;

  /** With {@code waits} a write counts as done only when the replica has it. */
  private void write(RedisNode.Client client, int value, boolean waits) throws IOException {
    int process = processes++;
    event(process, "invoke", "write", Integer.toString(value));
    client.ask("SET", KEY, Integer.toString(value));
    boolean done = !waits || client.ask("WAIT", "1", "300").equals("1");
    event(process, done ? "ok" : "info", "write", Integer.toString(value));
  }

  private String read(RedisNode.Client client) throws IOException {
    int process = processes++;
    event(process, "invoke", "read", "nil");
    String value = client.ask("GET", KEY);
    event(process, "ok", "read", value);
    return value;
  }

  private Run check() throws IOException {
    Path file = folder.resolve("history.edn");
    Files.writeString(file, history.toString());
    return Run.faultline(
        "check", file.toString(), "--model", "register", "--level", "linearizable");
  }

  private void partition() throws Exception {
    replication.addToxic(ToxicSpec.of(new StreamFault.Stall(0), Stream.BOTH));
  }

  /** The replica becomes the primary, and the old one its replica. */
  private void promoteAndHeal() throws Exception {
    admin(second, "REPLICAOF", "NO", "ONE");
    replication.removeToxic("stall_both");
    admin(first, "REPLICAOF", "127.0.0.1", Integer.toString(toSecond.port()));
    while (!admin(first, "INFO", "replication").contains("master_link_status:up")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void without_faults_the_history_is_linearizable() throws Exception {
    try (RedisNode.Client client = RedisNode.connect(toFirst.port())) {
      write(client, 2, false);
      assertThat(read(client)).isEqualTo("2");
    }
    Run check = check();
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
  }

  @Test
  void an_acknowledged_write_is_lost_by_a_promotion_and_the_check_finds_it() throws Exception {
    partition();
    try (RedisNode.Client client = RedisNode.connect(toFirst.port())) {
      write(client, 2, false);
    }
    promoteAndHeal();
    try (RedisNode.Client client = RedisNode.connect(toSecond.port())) {
      assertThat(read(client)).isEqualTo("1");
    }
    assertThat(admin(first, "GET", KEY)).as("it is gone from both").isEqualTo("1");
    Run check = check();
    assertThat(check.exitCode()).as(check.out() + check.err()).isEqualTo(1);
  }

  @Test
  void with_wait_the_lost_write_was_not_acknowledged() throws Exception {
    partition();
    try (RedisNode.Client client = RedisNode.connect(toFirst.port())) {
      write(client, 2, true);
    }
    promoteAndHeal();
    try (RedisNode.Client client = RedisNode.connect(toSecond.port())) {
      assertThat(read(client)).isEqualTo("1");
    }
    assertThat(history).contains(":info");
    Run check = check();
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
  }

  @Test
  void with_wait_another_client_may_still_have_read_what_is_lost() throws Exception {
    partition();
    try (RedisNode.Client client = RedisNode.connect(toFirst.port())) {
      write(client, 2, true);
      assertThat(read(client)).isEqualTo("2");
    }
    promoteAndHeal();
    try (RedisNode.Client client = RedisNode.connect(toSecond.port())) {
      assertThat(read(client)).isEqualTo("1");
    }
    Run check = check();
    assertThat(check.exitCode()).as(check.out() + check.err()).isEqualTo(1);
  }
}
