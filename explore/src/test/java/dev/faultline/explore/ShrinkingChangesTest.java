package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult.FaultCount;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.FaultText;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.Why;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Planned changes and messages by hand, in campaigns, shrinkers and replay files. */
final class ShrinkingChangesTest {
  /** Sends a number to the node called "b" each 10 ms. */
  private static final class Sending implements Node {
    private final int version;
    private int sent;

    Sending(int version) {
      this.version = version;
    }

    @Override
    public void start(Env env) {
      env.timer(Duration.ofMillis(10), "send");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(env.address("b"), version * 100 + ++sent);
      env.timer(Duration.ofMillis(10), tag);
    }
  }

  private static final class Receiving implements Node {
    private int received;

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      received = (Integer) message;
    }
  }

  /** Only the upgrade of the sender matters: not the node that joins, nor the message dropped. */
  private static void build(World world) {
    world.model(SystemModel.asynchronous().crashRecovery(2).fairLossLinks());
    NodeHandle<Sending> a = world.node("a", () -> new Sending(1));
    NodeHandle<Receiving> b = world.node("b", Receiving::new);
    NodeHandle<Receiving> c = world.node("c", Receiving::new);
    world.joinsLater(c);
    world.dropMessage("the fourth", 4, (from, to, message) -> to.equals("b"));
    world.at(Duration.ofMillis(100), () -> world.join(c));
    world.at(
        Duration.ofMillis(200),
        () -> world.upgrade(a, Duration.ofMillis(30), () -> new Sending(2)));
    world.always("nothing new comes", b, state -> state.received < 200);
  }

  @Test
  void what_does_not_matter_is_left_out_and_the_file_brings_that_back() {
    CampaignPlan plan = Toys.plan(ShrinkingChangesTest::build, 1, 1).withStrategy(Strategy.RANDOM);
    CampaignResult result = new Campaign(plan).run();
    Finding finding = result.findings().getFirst();

    assertThat(result.faults())
        .contains(
            new FaultCount("join by hand", 1, 1),
            new FaultCount("message dropped by hand", 1, 1),
            new FaultCount("upgrade by hand", 1, 1));

    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(1_000, Duration.ofMinutes(2)));

    List<Departure> departures = shrunk.after().replay().tape().departures();
    assertThat(departures)
        .contains(
            new Departure.Struck(Decision.CHANGE_SKIPPED, Subjects.node("c"), 0),
            new Departure.Struck(Decision.FAULT_SKIPPED, Subjects.link("a", "b"), 3))
        .doesNotContain(new Departure.Struck(Decision.CHANGE_SKIPPED, Subjects.node("a"), 0));
    Replay replay =
        Replay.of(shrunk.after().replay(), Toys.scenario(ShrinkingChangesTest::build), null);
    assertThat(replay.reproduced()).isTrue();

    Why why = Explainer.explain(plan, shrunk.after(), new ShrinkBudget(200, Duration.ofMinutes(1)));
    assertThat(why.given()).containsExactly("the program's own: a is upgraded");
  }

  @Test
  void crashes_of_processes_and_machines_are_lines_of_a_replay_file() {
    for (Fault.Crash.Extent extent : Fault.Crash.Extent.values()) {
      Fault crash = new Fault.Crash("n1", Duration.ofSeconds(2), extent);
      assertThat(FaultText.parse(FaultText.of(crash))).isEqualTo(crash);
    }
    assertThat(FaultText.of(new Fault.Crash("n1", Duration.ofSeconds(2))))
        .isEqualTo("crash node=n1 for=2s");
    assertThat(new Fault.Crash("n1", Duration.ofSeconds(2)))
        .hasToString("Crash[node=n1, duration=PT2S]");
  }
}
