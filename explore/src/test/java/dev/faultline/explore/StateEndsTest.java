package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search over states is a proof only when the ends of runs were judged, too, and held. */
final class StateEndsTest {
  private interface Handler {
    String next(Env env, String state, Object message);
  }

  /** A node whose state is a text. */
  private static final class Cell implements Node, Restorable {
    private final Handler handler;
    private String state = "";

    Cell(Handler handler) {
      this.handler = handler;
    }

    @Override
    public void start(Env env) {
      state = handler.next(env, state, "start");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      state = handler.next(env, state, message);
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = (String) earlier;
    }
  }

  private static String state(World world, Address node) {
    return world.instance(node) instanceof Cell cell ? cell.state : "down";
  }

  /** Keeps the order in which three messages came, so that there are six ends. */
  private static Address sixEnds(World world) {
    world.model(SystemModel.asynchronous());
    Address to =
        world.node(
            "to", () -> new Cell((env, state, it) -> it.equals("start") ? state : state + it));
    for (int i = 1; i <= 3; i++) {
      int message = i;
      world.client(
          "from-" + i,
          () ->
              new Cell((env, state, it) -> {
                env.send(to, message);
                return state;
              }));
    }
    return to;
  }

  private static void neverReversed(World world) {
    Address to = sixEnds(world);
    world.atEnd("never reversed", () -> !state(world, to).equals("321"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void ends_that_were_not_judged_for_lack_of_worlds_are_no_proof(int worlds) {
    CampaignResult result =
        new Campaign(plan(StateEndsTest::neverReversed).withWorlds(worlds)).run();

    Exploration exploration = exploration(result);
    assertThat(exploration.complete()).isFalse();
    assertThat(exploration.proof()).isFalse();
    assertThat(exploration.summary())
        .contains("not a proof", "only " + (worlds - 1) + " of 6 ends of runs were checked");
  }

  @Test
  void once_all_ends_were_judged_it_is_a_proof_unless_one_does_not_hold() {
    Program holds =
        world -> {
          Address to = sixEnds(world);
          world.atEnd("all came", () -> state(world, to).length() == 3);
        };
    assertThat(exploration(new Campaign(plan(holds).withWorlds(7)).run()).summary())
        .contains("a proof");
    Program unjudged = StateEndsTest::sixEnds;
    assertThat(exploration(new Campaign(plan(unjudged).withWorlds(1)).run()).proof()).isTrue();

    CampaignResult result = new Campaign(plan(StateEndsTest::neverReversed)).run();
    assertThat(result.violatingWorlds()).isEqualTo(1);
    assertThat(exploration(result).complete()).isTrue();
    assertThat(exploration(result).proof()).isFalse();
    assertThat(exploration(result).summary())
        .contains("no proof: violations")
        .doesNotContain("a proof");
  }

  @Test
  void beside_a_violation_a_search_over_schedules_is_no_proof_either() {
    CampaignResult result =
        new Campaign(plan(StateEndsTest::neverReversed).withStrategy(Strategy.EXHAUSTIVE)).run();

    assertThat(result.violatingWorlds()).isPositive();
    assertThat(exploration(result).complete()).isTrue();
    assertThat(exploration(result).summary())
        .contains("no proof: violations")
        .doesNotContain("a proof");
  }

  @Test
  void beside_a_leak_it_is_no_proof() {
    int[] worlds = {0};
    Program leaks =
        world -> {
          world.model(SystemModel.asynchronous());
          int number = worlds[0]++;
          Address to = world.node("to", () -> new Cell((env, state, it) -> state + it));
          world.node(
              "from",
              () ->
                  new Cell((env, state, it) -> {
                    env.send(to, number);
                    return state;
                  }));
        };
    CampaignResult result =
        new Campaign(plan(leaks).withStrategy(Strategy.EXHAUSTIVE).withRecheckEvery(1)).run();

    assertThat(result.leak()).isNotNull();
    assertThat(exploration(result).against()).contains(Exploration.LEAKED);
    assertThat(exploration(result).proof()).isFalse();
  }

  @Test
  void only_worlds_that_were_run_twice_are_counted_as_such() {
    Program program = StateEndsTest::sixEnds;
    CampaignPlan plan = plan(program).withRecheckEvery(1);
    // The search itself cannot be compared with a replay.
    assertThat(new Campaign(plan.withWorlds(1)).run().worldsRunTwice()).isZero();
    CampaignResult all = new Campaign(plan).run();
    assertThat(all.worlds()).isEqualTo(7);
    assertThat(all.worldsRunTwice()).isEqualTo(6);
    assertThat(new Campaign(plan.withRecheckEvery(0)).run().worldsRunTwice()).isZero();
    CampaignPlan random = plan.withStrategy(Strategy.RANDOM);
    assertThat(new Campaign(random.withWorlds(41).withRecheckEvery(20)).run().worldsRunTwice())
        .isEqualTo(3);
  }

  @Test
  void a_violation_that_its_replay_does_not_show_is_not_dropped_in_silence() {
    Program remembers =
        world -> {
          sixEnds(world);
          int[] asked = {0};
          world.always("asked seldom", () -> asked[0]++ < 12);
        };

    assertThatThrownBy(() -> new Campaign(plan(remembers)).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("asked seldom")
        .hasMessageContaining("its replay does not");
  }

  @Test
  void an_end_that_its_replay_does_not_come_to_is_not_judged_in_its_place() {
    Program hides =
        world -> {
          world.model(SystemModel.asynchronous());
          int[] taken = {0};
          Address to =
              world.node(
                  "to",
                  () ->
                      new Cell((env, state, it) -> {
                        if (!it.equals("start") && taken[0]++ == 2) {
                          env.send(env.self(), "hidden");
                        }
                        return it.equals("start") ? state : state + it;
                      }));
          for (int i = 1; i <= 2; i++) {
            int message = i;
            world.client(
                "from-" + i,
                () ->
                    new Cell((env, state, it) -> {
                      env.send(to, message);
                      return state;
                    }));
          }
          world.atEnd("holds", () -> true);
        };

    assertThatThrownBy(() -> new Campaign(plan(hides)).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("nothing more can happen")
        .hasMessageContaining("its replay does not");
  }

  @Test
  void a_search_that_is_cut_by_the_limit_of_events_says_so() {
    Program program = StateEndsTest::neverReversed;
    CampaignResult result = new Campaign(plan(program).withMaxEvents(10).withWorlds(1)).run();

    assertThat(result.inconclusiveWorlds()).isEqualTo(1);
    assertThat(exploration(result).proof()).isFalse();
    assertThat(new Campaign(plan(program).withWorlds(1)).run().inconclusiveWorlds()).isZero();
  }

  /** Comes to one state by two ways, a short and a long one, and is bad two steps later. */
  private static void twoWays(World world, List<String> senders) {
    world.model(SystemModel.asynchronous());
    Address node =
        world.node(
            "n",
            () ->
                new Cell((env, state, it) -> {
                  // What a store holds cannot be taken back, so the world is run anew to each
                  // state.
                  env.store().put("key", "same");
                  if (it.equals("start")) {
                    return state;
                  }
                  return switch (state + it) {
                    case "A" -> {
                      env.send(env.self(), "C");
                      yield "long";
                    }
                    case "longC" -> "longer";
                    case "B" -> "short";
                    case "longerB", "shortA" -> {
                      env.send(env.self(), "D");
                      yield "met";
                    }
                    case "metD" -> {
                      env.send(env.self(), "E");
                      yield "near";
                    }
                    case "nearE" -> "bad";
                    default -> "off";
                  };
                }));
    for (String message : senders) {
      world.client(
          "from-" + message,
          () ->
              new Cell((env, state, it) -> {
                env.send(node, message);
                return state;
              }));
    }
    world.always("never bad", () -> !state(world, node).equals("bad"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A B", "B A"})
  void a_bound_on_events_hides_from_states_nothing_that_it_shows_to_schedules(String senders) {
    int found = 0;
    for (int depth = 1; depth <= 10; depth++) {
      Strategy.Exhaustive schedules = Strategy.EXHAUSTIVE.withReduction(false).withDepth(depth);
      Strategy states = schedules.overStates(EventOrder.PENDING_SET);
      CampaignPlan plan = plan(world -> twoWays(world, List.of(senders.split(" ", -1))));
      boolean bySchedules = !new Campaign(plan.withStrategy(schedules)).run().findings().isEmpty();
      boolean byStates = !new Campaign(plan.withStrategy(states)).run().findings().isEmpty();
      assertThat(new Campaign(plan.withStrategy(schedules)).run().leak()).isNull();
      assertThat(byStates).as("depth %d", depth).isEqualTo(bySchedules);
      found += bySchedules ? 1 : 0;
    }
    assertThat(found).isBetween(1, 9);
  }

  private static Exploration exploration(CampaignResult result) {
    return Objects.requireNonNull(result.exploration());
  }

  private static CampaignPlan plan(Program program) {
    return Toys.plan(program, 1, 10_000)
        .withStrategy(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET))
        .withAll(true);
  }
}
