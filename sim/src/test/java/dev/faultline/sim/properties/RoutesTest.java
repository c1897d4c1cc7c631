package dev.faultline.sim.properties;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Latency;
import dev.faultline.sim.setup.Route;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way between two nodes, where it is not the same for all. */
final class RoutesTest {
  private final Rig rig = Rig.quiet();

  /** Nodes that send one message to each other node, and to themselves, when they start. */
  private static List<Address> all(Rig rig, String... names) {
    for (String name : names) {
      rig.node(
          name,
          new Scripted()
              .onStart(env -> {
                for (String to : names) {
                  env.send(env.address(to), new byte[1_000]);
                }
              }));
    }
    return rig.addresses;
  }

  private static long arrival(Rig rig, String from, String to) {
    return rig.delivered().stream()
        .filter(each -> each.from().equals(from) && each.to().equals(to))
        .mapToLong(TraceEvent.Delivered::nanos)
        .findFirst()
        .orElseThrow();
  }

  private static Route lasting(long millis) {
    return Route.of(Latency.fixed(millis(millis)));
  }

  @Test
  void zones_are_apart_and_nodes_of_one_are_as_near_as_ever() {
    List<Address> nodes = all(rig, "a", "b", "c", "d");
    rig.world
        .network()
        .zones(List.of(nodes.subList(0, 2), nodes.subList(2, 3), nodes.subList(3, 4)), lasting(40));
    rig.world.network().between(nodes.get(2), nodes.get(3), lasting(7));
    rig.runWell();
    assertThat(arrival(rig, "a", "b")).isEqualTo(1_000_000);
    assertThat(arrival(rig, "a", "c")).isEqualTo(40_000_000);
    assertThat(arrival(rig, "d", "b")).isEqualTo(40_000_000);
    assertThat(arrival(rig, "c", "d")).isEqualTo(7_000_000);
    assertThat(arrival(rig, "d", "c")).isEqualTo(7_000_000);
  }

  @Test
  void one_direction_may_be_another_than_its_reverse() {
    List<Address> nodes = all(rig, "a", "b");
    rig.world.network().oneWay(nodes.subList(0, 1), nodes.subList(1, 2), lasting(30));
    rig.runWell();
    assertThat(arrival(rig, "a", "b")).isEqualTo(30_000_000);
    assertThat(arrival(rig, "b", "a")).isEqualTo(1_000_000);
  }

  @Test
  void the_way_within_a_group_changes_nothing_of_messages_to_oneself() {
    List<Address> nodes = all(rig, "a", "b");
    rig.world.network().within(nodes, lasting(30));
    rig.runWell();
    assertThat(arrival(rig, "a", "b")).isEqualTo(30_000_000);
    assertThat(arrival(rig, "a", "a")).isEqualTo(1_000);
  }

  @Test
  void a_bandwidth_is_that_of_its_links_alone() {
    List<Address> nodes = all(rig, "a", "b", "c");
    rig.world
        .network()
        .between(nodes.get(0), nodes.get(1), lasting(1).withBandwidth(10_000, Long.MAX_VALUE));
    rig.runWell();
    assertThat(arrival(rig, "a", "b")).isEqualTo(101_000_000);
    assertThat(arrival(rig, "a", "c")).isEqualTo(1_000_000);
  }

  /** Loses whatever may be lost. */
  private static final class Losing extends QuietAdversary {
    Losing() {
      super(1);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.LOSS && odds != Odds.NEVER || odds == Odds.ALWAYS;
    }
  }

  @Test
  void losses_are_on_the_links_that_lose_and_only_where_the_model_allows_any() {
    Rig losing = Rig.with(new Losing());
    losing.model(partiallySynchronous().fairLossLinks());
    List<Address> nodes = all(losing, "a", "b", "c");
    losing.world.network().between(nodes.get(0), nodes.get(1), lasting(1).withLoss(0.1));
    losing.runWell();
    assertThat(losing.lost()).extracting(TraceEvent.Lost::to).containsExactlyInAnyOrder("a", "b");
    Rig perfect = Rig.with(new Losing());
    perfect.model(partiallySynchronous().perfectLinks());
    nodes = all(perfect, "a", "b");
    perfect.world.network().within(nodes, lasting(1).withLoss(0.1));
    perfect.runWell();
    assertThat(perfect.lost()).isEmpty();
  }

  @Test
  void nothing_is_lost_after_healing() {
    Rig losing = Rig.with(new Losing());
    losing.model(partiallySynchronous().fairLossLinks());
    List<Address> nodes = all(losing, "a", "b");
    losing.world.network().within(nodes, lasting(1).withLoss(0.1));
    losing.world.healAfter(millis(0));
    losing.world.startSpread(millis(0));
    losing.at(10, () -> {});
    losing.node(
        "late",
        new Scripted()
            .onStart(env -> env.timer(millis(20), "go"))
            .onTimer((env, tag) -> env.send(env.address("a"), "hello")));
    losing.world.network().within(losing.addresses, lasting(1).withLoss(0.1));
    losing.runWell();
    assertThat(losing.lost()).noneMatch(each -> each.from().equals("late"));
  }

  @Test
  void presets_have_the_delays_of_their_sources() {
    assertThat(Route.TRANSATLANTIC.latency()).isEqualTo(Latency.uniform(millis(28), millis(45)));
    assertThat(Route.TRANSPACIFIC.latency()).isEqualTo(Latency.uniform(millis(44), millis(80)));
    assertThat(Route.TRANSATLANTIC.loss()).isEqualTo(0.005);
    assertThatThrownBy(() -> lasting(1).withLoss(2)).hasMessageContaining("probability is 2.0");
    assertThatThrownBy(() -> lasting(1).withBandwidth(-1, 1))
        .hasMessageContaining("bandwidth of -1");
  }
}
