package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.crdt.LwwRegister;
import dev.faultline.guard.version.Stamp;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One client writes one number after the other to whichever replica answers; the last write wins,
 * and the wall clocks are up to a second off. Where each replica stamps with its clock, a write
 * that was acknowledged loses to an older one (ScyllaDB 7082), and one that the network repeats to
 * newer ones. Here the client stamps each write once, after what it has seen.
 */
final class LastWriteWorld {
  private static final int WRITES = 20;
  private static final Duration GOSSIPS = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofMillis(150);

  /** What a naive client sends; the other sends states. */
  private record Write(int value) {}

  private record Written(int value) {}

  private LastWriteWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    world.clockOffset(Duration.ofSeconds(1));
    NodeGroup<Replica> replicas = world.nodes(List.of("left", "right"), Replica::new);
    NodeHandle<Client> client = world.client("client", () -> new Client(replicas, naive));
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "the last acknowledged write is what all replicas have",
        Duration.ofSeconds(60),
        client,
        c ->
            c.written == WRITES
                && replicas.allUp()
                && replicas.states().stream()
                    .allMatch(r -> Objects.equals(r.register.get(), WRITES)));
  }

  private static final class Client implements Node {
    private final List<Address> replicas;
    private final boolean naive;
    private final LwwRegister<Integer> register = new LwwRegister<>("client");
    private int written;

    Client(List<Address> replicas, boolean naive) {
      this.replicas = replicas;
      this.naive = naive;
    }

    @Override
    public void start(Env env) {
      env.timer(AGAIN, "again");
      write(env);
    }

    /** The next one, which keeps its stamp however often it is sent. */
    private void write(Env env) {
      register.set(written + 1, env.clock().wallNanos());
      send(env);
    }

    private void send(Env env) {
      if (written < WRITES) {
        Address to = replicas.get(env.random().nextInt(replicas.size()));
        env.send(to, naive ? new Write(written + 1) : register.state());
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(AGAIN, "again");
      send(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Written(int value) && value == written + 1) {
        written = value;
        write(env);
      }
    }
  }

  private static final class Replica implements Node {
    private final String name;
    private final LwwRegister<Integer> register;

    Replica(String name) {
      this.name = name;
      register = new LwwRegister<>(name);
    }

    @Override
    public void start(Env env) {
      env.timer(GOSSIPS, "gossip");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(GOSSIPS, "gossip");
      for (String each : List.of("left", "right")) {
        if (!each.equals(name)) {
          env.send(env.address(each), register.state());
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Write(int value) -> {
          Stamp stamp = new Stamp(env.clock().wallNanos(), name);
          register.merge(new LwwRegister.State<>(stamp, value));
          env.send(from, new Written(value));
        }
        case LwwRegister.State<?>(var stamp, Integer value) -> {
          register.merge(new LwwRegister.State<>(stamp, value));
          if (from.name().equals("client")) {
            env.send(from, new Written(value));
          }
        }
        case LwwRegister.State<?> _ -> {
          // Nothing was written yet.
        }
        default -> throw new IllegalArgumentException("unexpected " + message);
      }
    }
  }
}
