package dev.faultline.sim.processes;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.Lies;
import dev.faultline.sim.testing.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiesTest {
  private static final int ROUNDS = 200;

  /** Tells both others the number of the round, every 10 ms. */
  private static final class General implements Node {
    private int round;

    @Override
    public void start(Env env) {
      env.timer(millis(10), "round");
    }

    @Override
    public void timer(Env env, Object tag) {
      round++;
      env.send(env.address("a"), round);
      env.send(env.address("b"), round);
      if (round < ROUNDS) {
        env.timer(millis(10), "round");
      }
    }
  }

  private final Map<String, List<Integer>> heard = new LinkedHashMap<>();

  private final class Soldier implements Node {
    @Override
    public void start(Env env) {
      heard.put(env.self().name(), new ArrayList<>());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      heard.getOrDefault(env.self().name(), new ArrayList<>()).add((Integer) message);
    }
  }

  /** Strikes by chance, so that a lie comes every other time. */
  private static final class Coin extends QuietAdversary {
    Coin() {
      super(7);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return Odds.hit(odds, hash(kind, subject, ordinal));
    }
  }

  private Rig rig() {
    Rig rig = Rig.with(new Coin()).model(asynchronous().arbitrary(1));
    Address general = rig.world.node("general", General::new);
    rig.world.node("a", Soldier::new);
    rig.world.node("b", Soldier::new);
    rig.world.lies(general, Lies.with((message, choice) -> -(Integer) message));
    return rig;
  }

  @Test
  void a_node_is_honest_until_it_is_arbitrary() {
    Rig rig = rig();

    rig.runWell();

    assertThat(heard.get("a")).hasSize(ROUNDS).isSorted().doesNotHaveDuplicates();
    assertThat(heard.get("b")).isEqualTo(heard.get("a"));
  }

  @Test
  void an_arbitrary_node_changes_repeats_and_withholds_and_tells_everybody_something_else() {
    Rig rig = rig();
    rig.fault(0, new Fault.Arbitrary("general", Duration.ofSeconds(50)));

    rig.runWell();

    List<Integer> a = heard.getOrDefault("a", List.of());
    List<Integer> b = heard.getOrDefault("b", List.of());
    assertThat(a).isNotEqualTo(b);
    assertThat(a).hasSizeBetween(ROUNDS / 2, ROUNDS - 1); // withheld
    assertThat(a).anyMatch(number -> number < 0); // changed
    List<Integer> positive = a.stream().filter(number -> number > 0).toList();
    assertThat(positive.stream().distinct().toList()).hasSizeLessThan(positive.size()); // repeated
  }

  @Test
  void a_corruptor_may_choose_by_each_bit_of_its_choice() {
    List<Long> choices = new ArrayList<>();
    Rig rig = Rig.with(new Coin()).model(asynchronous().arbitrary(1));
    Address general = rig.world.node("general", General::new);
    rig.world.node("a", Soldier::new);
    rig.world.node("b", Soldier::new);
    rig.world.lies(
        general,
        Lies.with((message, choice) -> {
          choices.add(choice);
          return -(Integer) message;
        }));
    rig.fault(0, new Fault.Arbitrary("general", Duration.ofSeconds(50)));

    rig.runWell();

    for (int bit = 0; bit < Long.SIZE; bit++) {
      long mask = 1L << bit;
      assertThat(choices.stream().filter(choice -> (choice & mask) != 0).count())
          .as("bit %d of %d choices", bit, choices.size())
          .isBetween(choices.size() / 4L, choices.size() * 3L / 4);
    }
  }

  @Test
  void without_lies_or_a_twin_no_node_is_arbitrary() {
    Rig rig = Rig.with(new Coin()).model(asynchronous().arbitrary(1));
    rig.world.node("general", General::new);
    rig.world.node("a", Soldier::new);
    rig.world.node("b", Soldier::new);
    rig.fault(0, new Fault.Arbitrary("general", Duration.ofSeconds(50)));

    assertThatThrownBy(rig::run).hasMessageContaining("general has no twin");
  }
}
