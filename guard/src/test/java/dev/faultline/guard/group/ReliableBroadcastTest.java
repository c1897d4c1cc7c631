package dev.faultline.guard.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.group.BroadcastMessage.Echo;
import dev.faultline.guard.group.BroadcastMessage.Ready;
import dev.faultline.guard.group.BroadcastMessage.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReliableBroadcastTest {
  private record Sent(String from, String to, BroadcastMessage<String> message) {}

  private final TreeMap<String, ReliableBroadcast<String>> members = new TreeMap<>();
  private final TreeMap<String, List<String>> delivered = new TreeMap<>();
  private final List<Sent> sent = new ArrayList<>();

  private void members(List<String> names, int liars) {
    for (String name : names) {
      delivered.put(name, new ArrayList<>());
      members.put(
          name,
          new ReliableBroadcast<>(
              name,
              names,
              liars,
              new BroadcastPort<>() {
                @Override
                public void send(String to, BroadcastMessage<String> message) {
                  sent.add(new Sent(name, to, message));
                }

                @Override
                public void deliver(String origin, long sequence, String value) {
                  by(name).add(origin + sequence + value);
                }
              }));
    }
  }

  private List<String> by(String name) {
    return Objects.requireNonNull(delivered.get(name), name);
  }

  private ReliableBroadcast<String> member(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  /** Delivers all in an order of the seed, but what a silent member would have to say. */
  private void settle(Random random, String silent) {
    while (!sent.isEmpty()) {
      Sent each = sent.remove(random.nextInt(sent.size()));
      if (!each.from.equals(silent) && !each.to.equals(silent)) {
        member(each.to).receive(each.from, each.message);
      }
    }
  }

  @Test
  void all_deliver_what_is_broadcast_each_once_although_one_is_silent() {
    members(List.of("a", "b", "c", "d"), 1);
    assertThat(member("a").broadcast("x")).isEqualTo(1);
    assertThat(member("a").broadcast("y")).isEqualTo(2);
    settle(new Random(1), "d");
    for (String each : List.of("a", "b", "c")) {
      assertThat(by(each)).containsExactlyInAnyOrder("a1x", "a2y");
      assertThat(member(each).underWay("a")).isZero();
    }
  }

  @Test
  void an_origin_that_says_two_things_is_delivered_alike_or_not_at_all() {
    int deliveredByAll = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      members.clear();
      delivered.clear();
      members(List.of("a", "b", "c", "d"), 1);
      Random random = new Random(seed);
      // The liar a says of its own message to each what it likes, in all three kinds.
      for (String to : List.of("b", "c", "d")) {
        for (int i = 0; i < 3; i++) {
          String value = random.nextBoolean() ? "x" : "y";
          BroadcastMessage<String> lie =
              i == 0
                  ? new Send<>("a", 1, value)
                  : i == 1 ? new Echo<>("a", 1, value) : new Ready<>("a", 1, value);
          sent.add(new Sent("a", to, lie));
        }
      }
      while (!sent.isEmpty()) {
        Sent each = sent.remove(random.nextInt(sent.size()));
        if (!each.to.equals("a")) {
          member(each.to).receive(each.from, each.message);
        }
      }
      assertThat(by("b")).as("seed %d", seed).isEqualTo(by("c")).isEqualTo(by("d"));
      deliveredByAll += by("b").size();
    }
    assertThat(deliveredByAll).isBetween(1, 1_999);
  }

  @Test
  void nobody_speaks_for_another_and_strangers_are_not_heard() {
    members(List.of("a", "b", "c", "d"), 1);
    member("b").receive("d", new Send<>("a", 1, "forged"));
    member("b").receive("z", new Ready<>("a", 1, "forged"));
    member("b").receive("d", new Send<>("z", 1, "forged"));
    member("b").receive("d", new Send<>("d", 0, "forged"));
    assertThat(member("b").refused()).isEqualTo(4);
    assertThat(sent).isEmpty();
    assertThat(member("b").underWay("a")).as("what was refused is not kept").isZero();
  }

  @Test
  void what_a_liar_says_of_another_is_put_down_to_the_liar() {
    members(List.of("a", "b", "c", "d"), 1);
    for (long sequence = 1; sequence <= 1_000; sequence++) {
      member("b").receive("d", new Echo<>("a", sequence, "made up"));
      member("b").receive("d", new Ready<>("a", sequence, "made up"));
    }
    assertThat(member("b").underWay("a")).isZero();
    assertThat(member("b").unfounded("a")).isZero();
    assertThat(member("b").unfounded("d")).isEqualTo(1_000);
    // Of one that a has told another it is not d alone who speaks.
    member("b").receive("c", new Echo<>("a", 7, "x"));
    assertThat(member("b").underWay("a")).isEqualTo(1);
    assertThat(member("b").unfounded("d")).isEqualTo(999);
    assertThat(member("b").unfounded("c")).isZero();
  }

  @Test
  void what_a_liar_begins_is_put_down_to_it_also_where_it_leaves_numbers_out() {
    members(List.of("a", "b", "c", "d"), 1);
    for (long sequence = 2; sequence <= 101; sequence++) {
      for (String to : List.of("a", "b", "c")) {
        member(to).receive("d", new Send<>("d", sequence, "x"));
      }
    }
    settle(new Random(1), "d");
    assertThat(by("b")).hasSize(100);
    assertThat(member("b").underWay("d")).as("kept until 1 comes").isEqualTo(100);
    member("b").receive("d", new Send<>("d", 102, "only b hears it"));
    assertThat(member("b").underWay("d")).isEqualTo(101);
  }

  @Test
  void as_many_liars_as_a_third_are_refused_by_name() {
    assertThatThrownBy(() -> members(List.of("a", "b", "c"), 1))
        .hasMessage("1 of 3 members may lie, expected 0 to 0: fewer than a third");
  }
}
