package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.time.HybridClock;
import dev.faultline.guard.time.HybridStamp;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/**
 * One client writes one number after another, each through another coordinator, whose clocks are a
 * second apart. The last write wins, by its stamp; stamped by the wall clock, a later write loses
 * to an earlier one and was acknowledged (ScyllaDB 7082, 10966).
 */
final class LastWriteWorld {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final long MILLI = 1_000_000;

  private record Write(int number, long seen) {}

  private record Stamped(int number, long stamp, Address client) {}

  private record Done(int number, long stamp) {}

  private LastWriteWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().perfectLinks());
    world.clockOffset(Duration.ofSeconds(1));
    NodeHandle<Store> store = world.node("store", Store::new);
    List<Address> coordinators = world.nodes(3, "coordinator", () -> new Coordinator(store, naive));
    NodeHandle<Client> client = world.client("client", () -> new Client(coordinators));
    world.always(
        "no acknowledged write is lost",
        store,
        s -> client.isDownOr(c -> s.number >= c.acknowledged));
    world.healAfter(Duration.ofSeconds(40));
    world.eventually("writes go on", Duration.ofSeconds(40), client, c -> c.acknowledged > 100);
  }

  private static final class Store implements Node {
    private int number;
    private long stamp = -1;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Stamped(int written, long at, Address client)) {
        if (at > stamp) {
          number = written;
          stamp = at;
        }
        env.send(client, new Done(written, at));
      }
    }

    @Override
    public void timer(Env env, Object tag) {}
  }

  private static final class Coordinator implements Node {
    private final Address store;
    private final boolean naive;
    private final HybridClock clock = HybridClock.inMemory(Duration.ofMinutes(10));

    Coordinator(Address store, boolean naive) {
      this.store = store;
      this.naive = naive;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Write(int number, long seen)) {
        long wall = Math.floorDiv(env.clock().wallNanos(), MILLI);
        long stamp = naive ? HybridStamp.of(Math.max(0, wall), 0) : clock.received(seen, wall);
        if (stamp != HybridClock.NONE) {
          env.send(store, new Stamped(number, stamp, from));
        }
      }
    }

    @Override
    public void timer(Env env, Object tag) {}
  }

  /** Tells each coordinator the stamp of its last write. */
  private static final class Client implements Node {
    private final List<Address> coordinators;
    private int number = 1;
    private int acknowledged;
    private long seen;

    Client(List<Address> coordinators) {
      this.coordinators = coordinators;
    }

    @Override
    public void start(Env env) {
      write(env);
    }

    private void write(Env env) {
      env.send(
          coordinators.get(env.random().nextInt(coordinators.size())), new Write(number, seen));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Done(int done, long stamp) && done == number) {
        acknowledged = done;
        seen = Math.max(seen, stamp);
        number++;
        env.timer(PAUSE, "next");
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("next")) {
        write(env);
      }
    }
  }
}
