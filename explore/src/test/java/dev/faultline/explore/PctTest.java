package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PctTest {
  private static final int WORLDS = 400;

  @Test
  void a_message_that_has_to_come_after_a_long_chain_is_found_as_often_as_the_bound_promises() {
    CampaignResult pct = run(new Strategy.Pct(1));
    CampaignResult random = run(Strategy.RANDOM);

    // Two chains: the single message comes last when its chain has the lower priority.
    assertThat(pct.violatingWorlds()).isBetween(WORLDS / 3, WORLDS * 2 / 3);
    assertThat(random.violatingWorlds()).isZero();
    assertThat(pct.bound()).contains("1/(w² n^(d−1))").contains("w = 2").contains("d = 1");
  }

  @Test
  void no_bound_is_printed_where_faults_may_strike_too() {
    CampaignResult pct =
        new Campaign(Toys.plan(PctTest::race, 1, 3).withStrategy(new Strategy.Pct(1))).run();
    assertThat(pct.bound()).contains("no bound").contains("faults strike").doesNotContain("1/(w²");
  }

  @Test
  void strategies_are_read_with_their_options_and_refused_with_what_was_expected() {
    for (String text :
        List.of(
            "random",
            "swarm",
            "pct",
            "pct:depth=5",
            "exhaustive",
            "exhaustive:messages",
            "guided",
            "auto",
            "exhaustive:states,unreduced,depth=9,faults=2")) {
      assertThat(Strategy.parse(text).text()).isEqualTo(text);
    }
    assertThatThrownBy(() -> Strategy.parse("bogus")).hasMessageContaining("exhaustive, guided");
    assertThatThrownBy(() -> Strategy.parse("pct:bogus=1")).hasMessageContaining("depth=N");
    assertThatThrownBy(() -> Strategy.parse("pct:depth=x")).hasMessageContaining("whole number");
    assertThatThrownBy(() -> Strategy.parse("swarm:x")).hasMessageContaining("no options");
  }

  private static CampaignResult run(Strategy strategy) {
    return new Campaign(
            Toys.plan(PctTest::race, 1, WORLDS)
                .withDuration(Duration.ofSeconds(10))
                .withStrategy(strategy)
                // The bound is about orders: no fault inside a step may decide the race.
                .withMix(FaultMix.DEFAULT.withChance(0))
                .withAll(true))
        .run();
  }

  /** A long exchange between two nodes, and one message that should not outlast it. */
  private static void race(World world) {
    world.model(SystemModel.asynchronous());
    List<Referee> referees = new ArrayList<>();
    Address referee =
        world.node(
            "referee",
            () -> {
              Referee made = new Referee();
              referees.add(made);
              return made;
            });
    world.node("walker", () -> new Walker(referee, 30));
    world.node("runner", () -> new Walker(referee, 0));
    world.always("the runner wins", () -> referees.isEmpty() || !referees.getFirst().walkerFirst);
  }

  private static final class Referee implements Node {
    private boolean runnerCame;
    private boolean walkerFirst;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (from.name().equals("runner")) {
        runnerCame = true;
      } else if (message.equals(0)) {
        walkerFirst = !runnerCame;
      } else {
        env.send(from, message);
      }
    }
  }

  private static final class Walker implements Node {
    private final Address referee;
    private final int steps;

    Walker(Address referee, int steps) {
      this.referee = referee;
      this.steps = steps;
    }

    @Override
    public void start(Env env) {
      env.send(referee, steps);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      env.send(referee, (Integer) message - 1);
    }
  }
}
