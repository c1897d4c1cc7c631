package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.exhaustive.Untried;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 2: the word proof stands only where all that the model leaves open was tried. */
final class ProofTest {
  private static Exploration explore(SystemModel model, Strategy strategy, FaultMix mix) {
    Program program =
        world -> {
          world.model(model);
          Address to = world.node("to", () -> (Node) env -> {});
          world.node("from", () -> (Node) env -> env.send(to, 1));
        };
    CampaignPlan plan =
        Toys.plan(program, 1, 10_000).withStrategy(strategy).withMix(mix).withAll(true);
    return Objects.requireNonNull(new Campaign(plan).run().exploration());
  }

  private static Exploration explore(SystemModel model) {
    return explore(model, Strategy.EXHAUSTIVE, FaultMix.DEFAULT);
  }

  @Test
  void where_everything_was_tried_it_is_a_proof() {
    assertThat(explore(SystemModel.asynchronous()).summary()).contains("a proof");
    assertThat(explore(SystemModel.asynchronous().crashStop(1)).summary()).contains("a proof");
    assertThat(explore(SystemModel.asynchronous().fairLossLinks()).summary()).contains("a proof");
  }

  private static void noProof(Exploration exploration, String untried) {
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.limits()).anySatisfy(limit -> assertThat(limit).contains(untried));
    assertThat(exploration.summary()).contains(untried).doesNotContain("proof");
  }

  @Test
  void faults_that_no_schedule_tries_are_named() {
    SystemModel asynchronous = SystemModel.asynchronous();

    noProof(
        explore(
            asynchronous.omission(1),
            Strategy.EXHAUSTIVE,
            FaultMix.DEFAULT.withKinds(List.of(FaultKind.CRASH))),
        "omissions were not tried");
    noProof(
        explore(
            asynchronous.links(new LinkModel(false, false, false, true)),
            Strategy.EXHAUSTIVE,
            FaultMix.DEFAULT.withRates(FaultRates.NONE)),
        "corrupted messages were not tried");
    assertThat(
            Untried.bySchedules(asynchronous.arbitrary(1), Strategy.EXHAUSTIVE, FaultMix.DEFAULT))
        .containsExactly(
            "nodes that omit to send or receive were faulty from the start on",
            "arbitrary nodes were not tried");
  }

  @Test
  void where_syncs_may_fail_the_search_says_that_none_did() {
    noProof(explore(SystemModel.asynchronous().failingSyncs()), "failing syncs were not tried");
    assertThat(
            Untried.byStates(
                SystemModel.asynchronous().failingSyncs(),
                Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET)))
        .containsExactly("failing syncs were not tried");
  }

  /** The receiver is wrong as soon as its clock is behind that of the sender. */
  private static void comparesClocks(World world) {
    world.model(SystemModel.asynchronous());
    boolean[] behind = {false};
    Address to = world.node("to", () -> new Receiver(behind));
    world.node("from", () -> (Node) env -> env.send(to, env.clock().wallNanos()));
    world.always("no clock is behind", () -> !behind[0]);
  }

  private record Receiver(boolean[] behind) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      behind[0] |= env.clock().wallNanos() < (Long) message;
    }
  }

  @Test
  void where_the_program_reads_clocks_the_search_says_that_they_were_right() {
    CampaignPlan plan = Toys.plan(ProofTest::comparesClocks, 1, 10_000).withAll(true);

    noProof(
        Objects.requireNonNull(
            new Campaign(plan.withStrategy(Strategy.EXHAUSTIVE)).run().exploration()),
        "clocks that are off, drift or jump were not tried");
    assertThat(new Campaign(plan.withWorlds(100)).run().findings()).isNotEmpty();
  }

  @Test
  void a_limit_of_no_faults_is_a_limit() {
    Exploration exploration =
        explore(
            SystemModel.asynchronous().fairLossLinks(),
            Strategy.EXHAUSTIVE.withFaults(0),
            FaultMix.DEFAULT);

    noProof(exploration, "lost messages were not tried");
    noProof(exploration, "duplicated messages were not tried");
  }

  @Test
  void faults_that_the_mix_leaves_out_are_named() {
    noProof(
        explore(
            SystemModel.asynchronous().crashStop(1),
            Strategy.EXHAUSTIVE,
            FaultMix.DEFAULT.withKinds(List.of())),
        "crashes were not tried");
  }

  @Test
  void where_the_model_bounds_delays_the_search_says_that_it_took_the_shortest() {
    noProof(
        explore(SystemModel.synchronous(Duration.ofMillis(10), 1, 0)),
        "every message took the shortest delay");
  }

  @Test
  void what_a_search_over_states_leaves_out_is_named() {
    SystemModel model = SystemModel.asynchronous().crashStop(1).fairLossLinks();
    Strategy.Exhaustive states = Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET);

    assertThat(Untried.byStates(model, states))
        .containsExactly(
            "lost messages were not tried",
            "duplicated messages were not tried",
            "crashes were not tried");
    assertThat(Untried.byStates(model, Strategy.EXHAUSTIVE.overStates(EventOrder.MESSAGE_SET)))
        .containsExactly("crashes were not tried");
    assertThat(Untried.byStates(SystemModel.asynchronous(), states)).isEmpty();
  }

  /** Nothing in the model keeps a pause from lasting until the world is over. */
  @Test
  void where_ends_are_judged_the_search_says_that_it_let_all_come_to_rest() {
    boolean[] came = {false};
    Program judged =
        world -> {
          came[0] = false;
          world.model(SystemModel.asynchronous());
          Address to = world.node("to", () -> new Sink(came));
          world.node("from", () -> (Node) env -> env.send(to, 1));
          world.atEnd("it came", () -> came[0]);
        };
    CampaignPlan plan = Toys.plan(judged, 1, 300).withJobs(1).withAll(true);

    Exploration exploration =
        Objects.requireNonNull(
            new Campaign(plan.withStrategy(Strategy.EXHAUSTIVE)).run().exploration());

    assertThat(exploration.proof()).isTrue();
    assertThat(exploration.assumptions())
        .contains("no pause or delay lasts until the end of the world");
    Program paused =
        world -> {
          judged.build(world);
          world.startSpread(Duration.ZERO);
          world.fault(Duration.ofNanos(500_000), new Fault.Pause("to", Duration.ofMinutes(1)));
        };
    assertThat(new Campaign(Toys.plan(paused, 1, 1)).run().findings()).hasSize(1);
    assertThat(explore(SystemModel.asynchronous()).assumptions())
        .doesNotContain("no pause or delay lasts until the end of the world");
  }

  /** The property holds where each message takes the shortest time. */
  @Test
  void where_the_program_asks_for_the_time_of_the_world_it_is_no_proof() {
    boolean[] late = {false};
    Program program =
        world -> {
          late[0] = false;
          world.model(SystemModel.asynchronous());
          Address to = world.node("to", () -> new Looks(world, late));
          world.node("from", () -> new Restful(to));
          world.always("in time", () -> !late[0]);
        };
    CampaignPlan plan = Toys.plan(program, 1, 300).withJobs(1).withAll(true);
    String untried = "how long things take was not tried: the program asks for the world's time";

    assertThat(new Campaign(plan).run().findings()).isNotEmpty();
    noProof(
        Objects.requireNonNull(
            new Campaign(plan.withStrategy(Strategy.EXHAUSTIVE)).run().exploration()),
        untried);
    noProof(
        Objects.requireNonNull(
            new Campaign(plan.withStrategy(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET)))
                .run()
                .exploration()),
        untried);
  }

  private record Restful(Address to) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.send(to, 1);
    }

    @Override
    public Object state() {
      return 0;
    }

    @Override
    public void restore(Object state) {}
  }

  private record Looks(World world, boolean[] late) implements Node, Restorable {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      late[0] |= world.nowNanos() > 2_000_000_000L;
    }

    @Override
    public Object state() {
      return late[0];
    }

    @Override
    public void restore(Object state) {
      late[0] = (Boolean) state;
    }
  }

  private record Sink(boolean[] came) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      came[0] = true;
    }
  }
}
