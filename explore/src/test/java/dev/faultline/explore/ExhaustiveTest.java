package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ExhaustiveTest {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  @Test
  void three_messages_to_one_node_arrive_in_all_six_orders_with_and_without_reduction() {
    CampaignResult full = explore(senders(3, ASYNCHRONOUS), false);
    CampaignResult reduced = explore(senders(3, ASYNCHRONOUS), true);

    assertThat(reduced.outcomes().keySet())
        .containsExactly("123", "132", "213", "231", "312", "321")
        .isEqualTo(full.outcomes().keySet());
    assertThat(reduced.worlds()).isEqualTo(6);
    assertThat(exploration(reduced).complete()).isTrue();
    assertThat(exploration(reduced).summary()).contains("a proof");
  }

  @Test
  void messages_to_different_nodes_need_only_one_schedule() {
    Program pairs =
        world -> {
          world.model(ASYNCHRONOUS);
          List<Log> logs = new ArrayList<>();
          for (int i = 1; i <= 4; i++) {
            Address to = world.node("to-" + i, () -> keep(logs, new Log()));
            world.node("from-" + i, () -> new Once(to, 1));
          }
          world.outcome(() -> text(logs));
        };

    assertThat(explore(pairs, true).worlds()).isEqualTo(1);
    assertThat(explore(pairs, false).worlds()).isEqualTo(24);
  }

  @Test
  void messages_of_one_link_keep_their_order_unless_links_reorder() {
    Program twice =
        world -> {
          List<Log> logs = new ArrayList<>();
          Address to = world.node("to", () -> keep(logs, new Log()));
          world.node("from", () -> new Once(to, 1, 2));
          world.outcome(() -> text(logs));
        };

    assertThat(explore(world -> twice.build(world.model(ASYNCHRONOUS)), true).outcomes())
        .containsOnlyKeys("12");
    assertThat(
            explore(
                    world -> twice.build(world.model(ASYNCHRONOUS.fairLossLinks())),
                    Strategy.EXHAUSTIVE.withFaults(0))
                .outcomes())
        .containsOnlyKeys("12", "21");
  }

  @Test
  void each_message_may_be_lost_or_come_twice_where_the_model_says_so() {
    CampaignResult result = explore(senders(1, ASYNCHRONOUS.fairLossLinks()), true);

    assertThat(result.outcomes()).containsOnlyKeys("", "1", "11");
  }

  @Test
  void a_bound_on_faults_is_named_as_a_limit_and_not_called_a_proof() {
    CampaignResult result =
        explore(senders(2, ASYNCHRONOUS.fairLossLinks()), Strategy.EXHAUSTIVE.withFaults(1));

    assertThat(result.outcomes().keySet()).contains("12", "1", "2", "112").doesNotContain("");
    assertThat(exploration(result).summary())
        .contains("within these limits: at most 1 faults in a run")
        .doesNotContain("proof");
  }

  @Test
  void a_node_may_crash_before_between_and_after_all_that_happens_to_it() {
    CampaignResult full = explore(crashing(), false);
    CampaignResult reduced = explore(crashing(), true);

    assertThat(reduced.outcomes())
        .containsOnlyKeys("12 3", "21 3", "1 3", "2 3", " 3", "12 ", "21 ");
    assertThat(full.outcomes().keySet()).isEqualTo(reduced.outcomes().keySet());
    assertThat(reduced.worlds()).isLessThan(full.worlds());
  }

  private static Program crashing() {
    return world -> {
      world.model(ASYNCHRONOUS.crashStop(1));
      // A node may crash before its first step, too: then its log stays empty.
      Log one = new Log();
      Log two = new Log();
      Address first = world.node("to-1", () -> new Through(one));
      Address second = world.node("to-2", () -> new Through(two));
      world.client("from-1", () -> new Once(first, 1));
      world.client("from-2", () -> new Once(first, 2));
      world.client("from-3", () -> new Once(second, 3));
      world.outcome(() -> one.received + " " + two.received);
    };
  }

  @Test
  void reduction_sees_the_outcomes_of_random_programs_that_the_full_search_sees() {
    long allSchedules = 0;
    long reducedSchedules = 0;
    for (int seed = 1; seed <= 40; seed++) {
      Program program = randomProgram(seed);
      CampaignResult full = explore(program, false);
      CampaignResult reduced = explore(program, true);

      assertThat(exploration(full).complete()).as("program of seed %d", seed).isTrue();
      assertThat(exploration(reduced).complete()).as("program of seed %d", seed).isTrue();
      assertThat(reduced.outcomes().keySet())
          .as("program of seed %d", seed)
          .isEqualTo(full.outcomes().keySet());
      allSchedules += full.worlds();
      reducedSchedules += reduced.worlds();
    }
    assertThat(reducedSchedules * 2).isLessThan(allSchedules);
  }

  @Test
  void a_search_that_runs_out_of_worlds_says_how_far_it_came_and_that_it_is_no_proof() {
    CampaignResult result =
        new Campaign(plan(senders(4, ASYNCHRONOUS), Strategy.EXHAUSTIVE).withWorlds(5)).run();

    assertThat(result.worlds()).isEqualTo(5);
    assertThat(exploration(result).complete()).isFalse();
    assertThat(exploration(result).summary()).contains("5 schedules").contains("not a proof");
  }

  @Test
  void a_violation_comes_with_a_replay_file_that_brings_it_back_and_shrinks() {
    Program program =
        world -> {
          world.model(ASYNCHRONOUS);
          List<Log> logs = new ArrayList<>();
          Address to = world.node("to", () -> keep(logs, new Log()));
          for (int i = 1; i <= 3; i++) {
            int message = i;
            world.node("from-" + i, () -> new Once(to, message));
          }
          world.atEnd("not in reverse", () -> !text(logs).equals("321"));
        };
    CampaignPlan plan = plan(program, Strategy.EXHAUSTIVE).withAll(false);
    Finding finding = new Campaign(plan).run().findings().getFirst();

    assertThat(finding.violation().property()).isEqualTo("not in reverse");
    ReplayFile file = ReplayText.parse(ReplayText.of(finding.replay()));
    assertThat(Replay.of(file, Toys.scenario(program), null).reproduced()).isTrue();
    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(1_000, Duration.ofMinutes(5)));
    assertThat(shrunk).isNotNull();
    assertThat(shrunk.after().violation().property()).isEqualTo("not in reverse");
  }

  @Test
  void every_outcome_is_shown_with_a_schedule() {
    CampaignResult result = explore(senders(2, ASYNCHRONOUS), true);

    assertThat(result.schedules().get("21"))
        .hasSize(2)
        .first()
        .asString()
        .contains("from-2 -> to #0 delivers 2");
  }

  // --- over states ---

  @Test
  void a_search_over_states_needs_nodes_that_hand_out_their_states() {
    assertThatThrownBy(() ->
            explore(
                senders(2, ASYNCHRONOUS), Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Restorable");
  }

  // --- programs ---

  /** Each of the senders sends its number to one node. */
  private static Program senders(int count, SystemModel model) {
    return world -> {
      world.model(model);
      List<Log> logs = new ArrayList<>();
      Address to = world.node("to", () -> keep(logs, new Log()));
      for (int i = 1; i <= count; i++) {
        int message = i;
        world.node("from-" + i, () -> new Once(to, message));
      }
      world.outcome(() -> text(logs));
    };
  }

  /** Nodes whose states and messages depend on everything that they have received, in order. */
  private static Program randomProgram(long seed) {
    return world -> {
      world.model(ASYNCHRONOUS);
      int count = 3;
      List<Mixer> mixers = new ArrayList<>();
      List<String> names = List.of("n-1", "n-2", "n-3");
      for (int i = 0; i < count; i++) {
        int self = i;
        world.node(
            names.get(i),
            () -> {
              Mixer mixer = new Mixer(seed * 31 + self, names);
              mixers.add(mixer);
              return mixer;
            });
      }
      world.outcome(() -> {
        StringBuilder text = new StringBuilder();
        mixers.forEach(mixer -> text.append(Long.toHexString(mixer.state & 0xFFFF)).append(' '));
        return text.toString();
      });
    };
  }

  private static final class Mixer implements Node {
    private final List<String> names;
    long state;
    private int left = 3;

    Mixer(long seed, List<String> names) {
      this.state = KeyedHash.mix(seed);
      this.names = names;
    }

    @Override
    public void start(Env env) {
      act(env);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      // Small numbers, so that different orders sometimes come to the same.
      state = KeyedHash.mix(state % 8 + ((Long) message) % 4 * 8);
      act(env);
    }

    private void act(Env env) {
      for (int i = 0; i < state % 3 && left > 0; i++) {
        left--;
        env.send(
            env.address(names.get((int) ((state >>> 8 + i) & 0xFF) % names.size())),
            state >>> 3 & 0xFF);
      }
    }
  }

  private static final class Once implements Node {
    private final Address to;
    private final int[] messages;

    Once(Address to, int... messages) {
      this.to = to;
      this.messages = messages;
    }

    @Override
    public void start(Env env) {
      for (int message : messages) {
        env.send(to, message);
      }
    }
  }

  private static final class Log implements Node {
    private final StringBuilder received = new StringBuilder();

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      received.append(message);
    }
  }

  private record Through(Log log) implements Node {
    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      log.receive(env, from, message);
    }
  }

  private static Log keep(List<Log> logs, Log log) {
    logs.add(log);
    return log;
  }

  private static String text(List<Log> logs) {
    StringBuilder text = new StringBuilder();
    logs.forEach(log -> text.append(log.received));
    return text.toString();
  }

  private static Exploration exploration(CampaignResult result) {
    return Objects.requireNonNull(result.exploration());
  }

  private static CampaignResult explore(Program program, boolean reduction) {
    return explore(program, Strategy.EXHAUSTIVE.withReduction(reduction));
  }

  private static CampaignResult explore(Program program, Strategy strategy) {
    return new Campaign(plan(program, strategy)).run();
  }

  private static CampaignPlan plan(Program program, Strategy strategy) {
    return Toys.plan(program, 1, 200_000).withStrategy(strategy).withAll(true);
  }
}
