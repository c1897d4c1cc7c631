package dev.faultline.cli;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A Redis and its replica behind proxies, and what a client of one key sees of them, as a history
 * of the model {@code register}. Not thread-safe.
 */
final class BreakRedis implements AutoCloseable {
  private static final String KEY = "account";

  private final ProxyServer proxies = ProxyServer.start(ProxyServerOptions.DEFAULT);
  private final StringBuilder history = new StringBuilder();
  private final RedisNode first;
  private final RedisNode second;

  /** From the replica to the primary. */
  private final Proxy replication;

  /** From clients to each of the two. */
  private final Proxy toFirst;

  private final Proxy toSecond;
  private int processes;

  /** Starts both in {@code folder}; the key holds 1, on both. */
  BreakRedis(Path folder) throws IOException, ProxyException {
    first = new RedisNode(folder.resolve("first"));
    second = new RedisNode(folder.resolve("second"));
    replication = proxies.create(ProxySpec.to("replication", "127.0.0.1:" + first.port()));
    toFirst = proxies.create(ProxySpec.to("to-first", "127.0.0.1:" + first.port()));
    toSecond = proxies.create(ProxySpec.to("to-second", "127.0.0.1:" + second.port()));
    admin(second, "REPLICAOF", "127.0.0.1", Integer.toString(replication.port()));
    awaitLink(second);
    try (RedisNode.Client client = connectToFirst()) {
      write(client, 1, false);
    }
    while (!admin(second, "GET", KEY).equals("1")) {
      Thread.onSpinWait();
    }
  }

  private static void awaitLink(RedisNode replica) throws IOException {
    while (!admin(replica, "INFO", "replication").contains("master_link_status:up")) {
      Thread.onSpinWait();
    }
  }

  private static String admin(RedisNode node, String... command) throws IOException {
    try (RedisNode.Client client = RedisNode.connect(node.port())) {
      return client.ask(command);
    }
  }

  RedisNode.Client connectToFirst() throws IOException {
    return RedisNode.connect(toFirst.port());
  }

  RedisNode.Client connectToSecond() throws IOException {
    return RedisNode.connect(toSecond.port());
  }

  /** What the first Redis holds, asked past the proxies and the history. */
  String heldByFirst() throws IOException {
    return admin(first, "GET", KEY);
  }

  /** Each operation is a process of its own: one whose outcome nobody knows may come true later. */
  private void event(int process, String type, String name, String value) {
    history.append(
        "{:process %d, :type :%s, :f :%s, :value %s}%n".formatted(process, type, name, value));
  }

  /** With {@code waits} a write counts as done only when the replica has it; returns whether. */
  boolean write(RedisNode.Client client, int value, boolean waits) throws IOException {
    int process = processes++;
    event(process, "invoke", "write", Integer.toString(value));
    client.ask("SET", KEY, Integer.toString(value));
    boolean done = !waits || client.ask("WAIT", "1", "300").equals("1");
    event(process, done ? "ok" : "info", "write", Integer.toString(value));
    return done;
  }

  String read(RedisNode.Client client) throws IOException {
    int process = processes++;
    event(process, "invoke", "read", "nil");
    String value = client.ask("GET", KEY);
    event(process, "ok", "read", value);
    return value;
  }

  /** Nothing passes between the two, either way. */
  void partition() throws ProxyException {
    replication.addToxic(ToxicSpec.of(new StreamFault.Stall(0), Stream.BOTH));
  }

  /** The replica becomes the primary, and the old one its replica. */
  void promoteAndHeal() throws IOException, ProxyException {
    admin(second, "REPLICAOF", "NO", "ONE");
    replication.removeToxic("stall_both");
    admin(first, "REPLICAOF", "127.0.0.1", Integer.toString(toSecond.port()));
    awaitLink(first);
  }

  String history() {
    return history.toString();
  }

  @Override
  public void close() {
    proxies.close();
    first.close();
    second.close();
  }
}
