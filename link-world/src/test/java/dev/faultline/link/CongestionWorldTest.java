package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.PartitionShape;
import dev.faultline.linkworld.EnvLink;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several sessions share one slow link between two nodes, with the congestion control that all
 * have.
 */
final class CongestionWorldTest {
  private static final int FLOWS = 4;
  private static final int MESSAGE_BYTES = 1_000;
  private static final long LINK_BYTES_PER_SECOND = 2_000_000;

  private static final LinkOptions OPTIONS =
      LinkOptions.builder()
          .sendPackets(512)
          .receivePackets(512)
          .ackDelay(Duration.ofMillis(1))
          .ackEvery(4)
          .build();

  /** Keeps all its sessions busy. */
  private static final class Flows implements Node, LinkHandler {
    private final Address to;
    private final List<Session> sessions = new ArrayList<>();
    private @Nullable EnvLink link;

    Flows(Address to) {
      this.to = to;
    }

    @Override
    public void start(Env env) {
      EnvLink begun = new EnvLink(env, OPTIONS, this);
      link = begun;
      for (int i = 0; i < FLOWS; i++) {
        Session session = begun.connect(to);
        session.open(1, StreamKind.ORDERED);
        sessions.add(session);
      }
      env.timer(Duration.ofMillis(5), "offer");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (link != null) {
        link.receive(from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link == null || link.timer(tag)) {
        return;
      }
      MemorySegment message = MemorySegment.ofArray(new byte[MESSAGE_BYTES]);
      for (Session session : sessions) {
        while (session.offer(1, message, 0, MESSAGE_BYTES) > 0) {
          // Until there is no room.
        }
      }
      link.flush();
      env.timer(Duration.ofMillis(5), "offer");
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      return true;
    }
  }

  /** Counts what each session brings. */
  private static final class Sink implements Node, LinkHandler {
    private @Nullable EnvLink link;

    @Override
    public void start(Env env) {
      link = new EnvLink(env, OPTIONS, this);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (link != null) {
        link.receive(from, message);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (link != null) {
        link.timer(tag);
      }
    }

    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      return true;
    }

    long[] received() {
      return link == null
          ? new long[0]
          : link.endpoint().sessions().stream().mapToLong(session -> session.received(1)).toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equal_flows_get_equal_shares_and_use_the_link(long seed) {
    long[][] at = new long[2][];
    World world = world(seed);
    Address sink = world.node("sink", Sink::new);
    world.node("flows", () -> new Flows(sink));
    world.at(Duration.ofSeconds(10), () -> at[0] = received(world, sink));
    world.at(Duration.ofSeconds(40), () -> at[1] = received(world, sink));
    world.run();

    double[] share = new double[FLOWS];
    double all = 0;
    for (int i = 0; i < FLOWS; i++) {
      share[i] = at[1][i] - at[0][i];
      all += share[i];
    }
    System.out.printf("seed %d: Jain %.3f, use %.2f%n", seed, jain(share), used(all, 30));
    assertThat(jain(share)).isGreaterThanOrEqualTo(0.95);
    assertThat(used(all, 30)).isGreaterThanOrEqualTo(0.8);
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void flows_are_back_to_speed_soon_after_a_partition(long seed) {
    long[][] at = new long[2][];
    World world = world(seed);
    Address sink = world.node("sink", Sink::new);
    world.node("flows", () -> new Flows(sink));
    world.fault(
        Duration.ofSeconds(20),
        new Fault.Partition(
            PartitionShape.ISOLATED,
            List.of(List.of("sink"), List.of("flows")),
            Duration.ofSeconds(5)));
    world.at(Duration.ofSeconds(30), () -> at[0] = received(world, sink));
    world.at(Duration.ofSeconds(40), () -> at[1] = received(world, sink));
    world.run();

    double all = 0;
    for (int i = 0; i < FLOWS; i++) {
      all += at[1][i] - at[0][i];
    }
    assertThat(used(all, 10)).isGreaterThanOrEqualTo(0.7);
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void flows_are_back_to_speed_soon_after_they_had_to_connect_again(long seed) {
    long[][] at = new long[2][];
    World world = world(seed, 61);
    Address sink = world.node("sink", Sink::new);
    world.node("flows", () -> new Flows(sink));
    world.fault(
        Duration.ofSeconds(20),
        new Fault.Partition(
            PartitionShape.ISOLATED,
            List.of(List.of("sink"), List.of("flows")),
            Duration.ofSeconds(15)));
    world.at(Duration.ofSeconds(50), () -> at[0] = received(world, sink));
    world.at(Duration.ofSeconds(60), () -> at[1] = received(world, sink));
    world.run();

    double all = 0;
    for (int i = 0; i < FLOWS; i++) {
      all += at[1][i] - at[0][i];
    }
    System.out.printf("seed %d: use after a reconnection %.2f%n", seed, used(all, 10));
    assertThat(used(all, 10)).isGreaterThanOrEqualTo(0.7);
  }

  private static World world(long seed) {
    return world(seed, 41);
  }

  private static World world(long seed, int seconds) {
    World world =
        new World(
            new QuietAdversary(seed),
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(seconds)));
    world.model(partiallySynchronous().fairLossLinks());
    world.network().latency(Duration.ofMillis(10), Duration.ofMillis(11));
    world.network().bandwidth(LINK_BYTES_PER_SECOND, 60_000);
    return world;
  }

  private static long[] received(World world, Address sink) {
    return world.instance(sink) instanceof Sink s ? s.received() : new long[0];
  }

  /** Jain, Chiu and Hawe's index: 1 when all shares are equal, 1/n when one has all. */
  private static double jain(double[] shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return sum * sum / (shares.length * squares);
  }

  private static double used(double messages, int seconds) {
    return messages * MESSAGE_BYTES / seconds / LINK_BYTES_PER_SECOND;
  }
}
