package dev.faultline.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients of some keys of a Redis, and their history. An operation is in the file before it is
 * sent, and its outcome before the next one.
 */
final class RedisLoad implements ClientLoad.Clients {
  /** A server that does not answer for so long is left. */
  private static final int PATIENCE_MILLIS = 2_000;

  private final List<InetSocketAddress> addresses;
  private final String prefix;
  private final int keys;
  private final int replicas;
  private final HistoryFile history;
  private final AtomicInteger values = new AtomicInteger();

  RedisLoad(
      List<InetSocketAddress> addresses,
      String prefix,
      int keys,
      int replicas,
      HistoryFile history) {
    this.addresses = List.copyOf(addresses);
    this.prefix = prefix;
    this.keys = keys;
    this.replicas = replicas;
    this.history = history;
  }

  @Override
  public ClientLoad.@Nullable Client connect() {
    for (InetSocketAddress address : addresses) {
      RedisNode.Client client = connect(address);
      if (client != null) {
        return new KeysClient(client);
      }
    }
    return null;
  }

  /** A client of this server; none where it does not answer, or is no primary and others may be. */
  private RedisNode.@Nullable Client connect(InetSocketAddress address) {
    RedisNode.@Nullable Client client = null;
    try {
      client =
          RedisNode.client(new Socket(address.getAddress(), address.getPort()), PATIENCE_MILLIS);
      if (addresses.size() == 1 || client.ask("INFO", "replication").contains("role:master")) {
        return client;
      }
      client.close();
    } catch (IOException e) {
      closeQuietly(client);
    }
    return null;
  }

  private static void closeQuietly(RedisNode.@Nullable Client client) {
    try {
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      // It is closed anyhow.
      assert e != null;
    }
  }

  /** One that reads and writes the keys. */
  private final class KeysClient implements ClientLoad.Client {
    private final RedisNode.Client client;

    KeysClient(RedisNode.Client client) {
      this.client = client;
    }

    @Override
    public boolean operate(SplittableRandom random, int process) throws IOException {
      int key = random.nextInt(keys);
      return random.nextBoolean() ? write(process, key) : read(process, key);
    }

    @Override
    public void close() {
      closeQuietly(client);
    }

    private boolean write(int process, int key) throws IOException {
      String value = Integer.toString(values.incrementAndGet());
      record(process, "invoke", "write", key, value);
      boolean known = false;
      try {
        client.ask("SET", prefix + key, value);
        known =
            replicas == 0
                || Integer.parseInt(
                        client.ask("WAIT", Integer.toString(replicas), "" + PATIENCE_MILLIS / 2))
                    >= replicas;
      } catch (IOException e) {
        // It may have happened.
        known = false;
      }
      record(process, known ? "ok" : "info", "write", key, value);
      return known;
    }

    private boolean read(int process, int key) throws IOException {
      record(process, "invoke", "read", key, "nil");
      try {
        String value = client.ask("GET", prefix + key);
        record(process, "ok", "read", key, value.isEmpty() ? "nil" : value);
        return true;
      } catch (IOException e) {
        // A read that nobody has seen has changed nothing.
        record(process, "fail", "read", key, "nil");
        return false;
      }
    }

    private void record(int process, String type, String name, int key, String value)
        throws IOException {
      history.add(process, type, name, "[" + key + " " + value + "]");
    }
  }
}
