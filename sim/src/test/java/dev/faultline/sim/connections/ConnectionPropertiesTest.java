package dev.faultline.sim.connections;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.CloseReason;
import dev.faultline.core.Connection;
import dev.faultline.core.ConnectionListener;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.testing.HostileAdversary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever the adversary does: what one side of a connection hears is a prefix of what the other
 * sent, and a side that hears a close in good order has heard all of it.
 */
final class ConnectionPropertiesTest {
  private static final int SEEDS = 300;
  private static final int MESSAGES = 40;

  /** What was sent and heard on one connection, by its name. */
  private final Map<String, List<Integer>> sent = new LinkedHashMap<>();

  private final Map<String, List<Integer>> heard = new LinkedHashMap<>();
  private final Map<String, Integer> accepted = new LinkedHashMap<>();
  private int closedInGoodOrder;
  private int broken;

  /** First says which connection it is, then counts, then closes. */
  private final class Client implements Node, ConnectionListener {
    private int connections;
    private Connection connection = new None();
    private String name = "";

    private void connect(Env env) {
      name = env.self().name() + " " + env.incarnation() + " " + ++connections;
      connection = env.connect(env.address("server"), this);
      connection.send(name);
      sent.put(name, new ArrayList<>());
    }

    @Override
    public void start(Env env) {
      connect(env);
      env.timer(Duration.ofMillis(20), "next");
    }

    @Override
    public void timer(Env env, Object tag) {
      List<Integer> numbers = sent.getOrDefault(name, List.of());
      if (numbers.size() < MESSAGES) {
        connection.send(numbers.size());
        numbers.add(numbers.size());
      } else {
        connection.close();
      }
      env.timer(Duration.ofMillis(20), "next");
    }

    @Override
    public void received(Env env, Connection connection, Object message) {}

    @Override
    public void closed(Env env, Connection connection, CloseReason reason) {
      if (reason != CloseReason.CLOSED) {
        broken++;
      }
      connect(env);
    }
  }

  private record None() implements Connection {
    @Override
    public Address peer() {
      throw new IllegalStateException("not connected");
    }

    @Override
    public void send(Object message) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}
  }

  private final class Server implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public ConnectionListener accept(Env env, Connection connection) {
      return new ConnectionListener() {
        private String name = "";

        @Override
        public void received(Env env, Connection connection, Object message) {
          if (message instanceof String text) {
            name = text;
            accepted.merge(name, 1, Integer::sum);
            heard.put(name, new ArrayList<>());
          } else {
            heard.getOrDefault(name, new ArrayList<>()).add((Integer) message);
          }
        }

        @Override
        public void closed(Env env, Connection connection, CloseReason reason) {
          if (reason == CloseReason.CLOSED) {
            closedInGoodOrder++;
            assertThat(heard.get(name)).isEqualTo(sent.get(name));
          }
        }
      };
    }
  }

  @Test
  void a_connection_is_a_stream_without_gaps_or_duplicates() {
    for (long seed = 0; seed < SEEDS; seed++) {
      sent.clear();
      heard.clear();
      accepted.clear();
      World world =
          new World(
              new HostileAdversary(seed),
              WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(40)));
      world.model(partiallySynchronous().crashRecovery(1).fairLossLinks());
      world.node("server", Server::new);
      world.node("n1", Client::new);
      world.node("n2", Client::new);
      world.node("n3", Client::new);
      world.healAfter(Duration.ofSeconds(20));

      WorldResult result = world.run();

      assertThat(result.violation()).as("seed %d", seed).isNull();
      for (Map.Entry<String, List<Integer>> each : heard.entrySet()) {
        List<Integer> whole = sent.getOrDefault(each.getKey(), List.of());
        assertThat(whole.subList(0, Math.min(whole.size(), each.getValue().size())))
            .as("seed %d, %s", seed, each.getKey())
            .isEqualTo(each.getValue());
      }
    }
    assertThat(closedInGoodOrder).isGreaterThan(SEEDS);
    assertThat(broken).isGreaterThan(SEEDS / 10);
  }
}
