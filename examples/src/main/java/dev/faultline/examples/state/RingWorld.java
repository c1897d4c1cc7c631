package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.version.VersionVector;
import dev.faultline.guard.version.View;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;

/**
 * A key belongs to member c of a ring until d joins and takes it over, while a client writes and
 * reads through a and b. Where c and b have not heard of d, c goes on to acknowledge writes that
 * nobody finds again (CASSANDRA-13704).
 */
final class RingWorld {
  static final int WRITES = 40;

  /** To whom the key belongs, and since which change. */
  record Ring(int epoch, String owner) {
    static final Ring FIRST = new Ring(6, "c");

    Ring newer(Ring other) {
      return other.epoch > epoch ? other : this;
    }
  }

  /** A client's request to a coordinator: a read if there is no value. */
  record Request(int number, int value) {}

  /** What the key has, as the client hears it. */
  record Reply(int number, int value) {}

  private RingWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
    NodeGroup<RingMember> members =
        world.nodes(List.of("a", "b", "c", "d"), name -> new RingMember(naive));
    NodeHandle<Client> client = world.client("client", () -> new Client(members.subList(0, 2)));
    world.always("no acknowledged write is missing", client, c -> c.read >= c.written);
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all is written and read, and all know the ring",
        Duration.ofSeconds(60),
        () ->
            // One that is down by then is down for good.
            !members.allUp()
                || client.is(c -> c.written == WRITES)
                    && members.states().stream().allMatch(m -> m.ring().owner().equals("d")));
  }

  static View<Ring> view(Env env) {
    View.Saved<Ring> saved =
        env.store().get("ring") instanceof View.Saved<?>(var version, Ring ring)
            ? new View.Saved<>(version, ring)
            : new View.Saved<>(VersionVector.EMPTY, Ring.FIRST);
    return new View<>(
        "ring",
        Ring.class,
        saved,
        Ring::newer,
        next -> {
          env.store().put("ring", next);
          env.store().sync();
        });
  }

  /** Writes one number after the other, and reads after each. */
  private static final class Client implements Node {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<Address> coordinators;
    private int number;
    private int written;
    private int read;

    Client(List<Address> coordinators) {
      this.coordinators = coordinators;
    }

    /** Even numbers are writes as long as there are any, all others reads. */
    private boolean isWrite() {
      return number % 2 == 0 && written < WRITES;
    }

    @Override
    public void start(Env env) {
      env.timer(PAUSE, "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "ask");
      Address to = coordinators.get(env.random().nextInt(coordinators.size()));
      env.send(to, new Request(number, isWrite() ? written + 1 : 0));
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (!(message instanceof Reply(int of, int value)) || of != number) {
        return;
      }
      if (isWrite()) {
        written++;
        // Until it is read, it is there.
        read = written;
      } else {
        read = value;
      }
      number++;
    }
  }
}
