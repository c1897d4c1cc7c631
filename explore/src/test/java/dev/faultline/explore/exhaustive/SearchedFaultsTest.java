package dev.faultline.explore.exhaustive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Program;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, fault 2: crashes, recoveries, omissions and corruption in the search over schedules.
 */
final class SearchedFaultsTest {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  @Test
  void a_node_may_crash_before_its_first_step_and_between_two_messages_that_it_sends() {
    CampaignResult result = explore(sender(ASYNCHRONOUS.crashStop(1), 2), Strategy.EXHAUSTIVE);

    assertThat(result.outcomes()).containsOnlyKeys("", "1", "12");
    assertThat(Objects.requireNonNull(result.exploration()).summary()).contains("a proof");
  }

  /** Issue 11: a crash was tried only where an event of a node was the earliest to come. */
  @Test
  void a_node_may_crash_after_its_last_step_before_the_world_looks_and_before_the_end() {
    for (boolean reduction : new boolean[] {false, true}) {
      CampaignResult result =
          explore(
              world -> {
                List<String> seen = new ArrayList<>();
                StringBuilder received = new StringBuilder();
                world.model(ASYNCHRONOUS.crashStop(1));
                Address to = world.node("to", () -> new Log(received));
                world.client("from", () -> (Node) env -> env.send(to, "m"));
                for (int second = 1; second <= 2; second++) {
                  world.at(
                      Duration.ofSeconds(second),
                      () -> seen.add(received + (world.instance(to) == null ? "down" : "up")));
                }
                world.outcome(seen::toString);
              },
              Strategy.EXHAUSTIVE.withReduction(reduction));

      assertThat(result.outcomes().keySet())
          .as("reduction: %s", reduction)
          .contains("[mup, mup]", "[mup, mdown]", "[mdown, mdown]", "[up, mdown]")
          .doesNotContain("[mdown, mup]");
    }
  }

  @Test
  void the_end_of_a_run_is_also_judged_with_the_node_down_that_took_the_last_step() {
    for (boolean reduction : new boolean[] {false, true}) {
      CampaignResult result =
          explore(
              world -> {
                StringBuilder received = new StringBuilder();
                world.model(ASYNCHRONOUS.crashStop(1));
                Address to = world.node("to", () -> new Log(received));
                world.client("from", () -> (Node) env -> env.send(to, "m"));
                world.outcome(() -> received + (world.instance(to) == null ? " down" : " up"));
              },
              Strategy.EXHAUSTIVE.withReduction(reduction));

      assertThat(result.outcomes()).containsOnlyKeys(" down", "m down", "m up");
    }
  }

  @Test
  void the_schedules_of_a_search_are_counted_by_hand() {
    // n messages on one link, whose sender may crash once: before its first step; before each of
    // its messages, after which those that were sent arrive; at the end of the start; between the
    // start and any arrival; or never.
    for (int n = 1; n <= 5; n++) {
      CampaignResult full =
          explore(sender(ASYNCHRONOUS.crashStop(1), n), Strategy.EXHAUSTIVE.withReduction(false));

      assertThat(full.worlds()).as("%d messages", n).isEqualTo(1 + n + 1 + n + 1);
    }
  }

  @Test
  void omissions_are_counted_by_hand() {
    // A sender of n messages that is correct, or omits any subset to send; it receives nothing.
    for (int n = 1; n <= 4; n++) {
      Strategy.Exhaustive noCrash = Strategy.EXHAUSTIVE.withReduction(false);
      FaultMix omissions = FaultMix.DEFAULT.withKinds(List.of(FaultKind.SEND_OMISSION));
      CampaignResult full =
          new Campaign(
                  Toys.plan(sender(ASYNCHRONOUS.omission(1), n), 1, 200_000)
                      .withStrategy(noCrash)
                      .withMix(omissions)
                      .withAll(true))
              .run();

      assertThat(full.worlds()).as("%d messages", n).isEqualTo(1 + (1 << n));
    }
  }

  @Test
  void a_node_that_crashed_comes_back_at_every_boundary_or_never() {
    // Three messages to a node that crashes once: each may come before, while it is down, or after.
    Strategy.Exhaustive once = Strategy.EXHAUSTIVE.withFaults(1).withReduction(false);
    CampaignResult result = explore(sender(ASYNCHRONOUS.crashRecovery(1), 3, "to"), once);

    // By hand: the messages keep their order; a prefix arrives, some are lost while the node is
    // down, and the rest arrives afterwards in a new incarnation, whose number stands before it.
    Set<String> expected = new LinkedHashSet<>();
    for (int crash = 0; crash <= 3; crash++) {
      for (int back = crash; back <= 3; back++) {
        expected.add("-" + "123".substring(0, crash) + "-" + "123".substring(back));
      }
      expected.add("-" + "123".substring(0, crash));
    }
    assertThat(result.outcomes().keySet()).containsAll(expected);
  }

  @Test
  void nodes_that_crashed_come_back_in_any_order_and_as_late_as_anything_else() {
    Strategy.Exhaustive twice = Strategy.EXHAUSTIVE.withFaults(2);
    CampaignResult returns =
        explore(
            world -> {
              world.model(ASYNCHRONOUS.crashRecovery(2, 0));
              StringBuilder told = new StringBuilder();
              Address log = world.client("log", () -> new Log(told));
              for (String name : List.of("a", "b")) {
                world.node(
                    name,
                    () ->
                        (Node)
                            env -> {
                              if (env.incarnation() == 1) {
                                env.send(log, name.toUpperCase(java.util.Locale.ROOT));
                              } else {
                                // Whom the message finds down it does not reach.
                                told.append(name);
                              }
                            });
              }
              world.outcome(told::toString);
            },
            twice.withReduction(false));
    assertThat(returns.outcomes().keySet()).contains("ABab", "ABba", "BAab", "BAba");

    CampaignResult late =
        explore(
            world -> {
              world.model(ASYNCHRONOUS.crashRecovery(1, 0));
              Address node = world.node("n", () -> new Log(new StringBuilder()));
              boolean[] down = {false};
              world.client(
                  "client",
                  () ->
                      new Node() {
                        @Override
                        public void start(Env env) {
                          env.timer(Duration.ofSeconds(18), "look");
                        }

                        @Override
                        public void timer(Env env, Object tag) {
                          down[0] = world.instance(node) == null;
                        }
                      });
              world.outcome(() -> down[0] ? "down" : "up");
            },
            Strategy.EXHAUSTIVE.withFaults(1).withReduction(false));
    assertThat(late.outcomes()).containsOnlyKeys("up", "down");
  }

  @Test
  void an_omission_faulty_node_may_omit_any_of_its_messages() {
    CampaignResult result = explore(sender(ASYNCHRONOUS.omission(1), 3), Strategy.EXHAUSTIVE);

    assertThat(result.outcomes().keySet()).contains("", "1", "2", "3", "12", "13", "23", "123");
    assertThat(Objects.requireNonNull(result.exploration()).summary()).contains("a proof");
  }

  @Test
  void the_bound_on_faults_bounds_omissions_and_crashes() {
    CampaignResult result =
        explore(sender(ASYNCHRONOUS.omission(1), 3), Strategy.EXHAUSTIVE.withFaults(1));

    assertThat(result.outcomes().keySet())
        .contains("12", "13", "23", "123")
        .doesNotContain("2", "3");
    assertThat(Objects.requireNonNull(result.exploration()).summary())
        .contains("at most 1 faults in a run");
  }

  @Test
  void messages_are_corrupted_where_the_model_says_so() {
    CampaignResult result =
        explore(
            world -> {
              world.model(ASYNCHRONOUS.links(new LinkModel(false, false, false, true)));
              world.network().checksums(false);
              List<Object> received = new ArrayList<>();
              Address to =
                  world.node(
                      "to",
                      () ->
                          new Node() {
                            @Override
                            public void start(Env env) {}

                            @Override
                            public void receive(Env env, Address from, Object message) {
                              received.add(((byte[]) message)[0] == 7 ? "intact" : "corrupted");
                            }
                          });
              world.node("from", () -> (Node) env -> env.send(to, new byte[] {7}));
              world.outcome(received::toString);
            },
            Strategy.EXHAUSTIVE);

    assertThat(result.outcomes()).containsOnlyKeys("[intact]", "[corrupted]");
  }

  @Test
  void reduction_sees_what_the_full_search_sees_with_crashes_recoveries_and_omissions() {
    List<SystemModel> models =
        List.of(
            ASYNCHRONOUS.crashStop(1),
            ASYNCHRONOUS.crashStop(2),
            ASYNCHRONOUS.crashRecovery(1),
            ASYNCHRONOUS.omission(1));
    for (SystemModel model : models) {
      Strategy.Exhaustive bounded = Strategy.EXHAUSTIVE.withFaults(2);
      CampaignResult full = explore(relay(model), bounded.withReduction(false));
      CampaignResult reduced = explore(relay(model), bounded);

      assertThat(Objects.requireNonNull(full.exploration()).complete()).as("%s", model).isTrue();
      assertThat(Objects.requireNonNull(reduced.exploration()).complete()).isTrue();
      assertThat(reduced.outcomes().keySet()).as("%s", model).isEqualTo(full.outcomes().keySet());
      assertThat(reduced.worlds()).as("%s", model).isLessThanOrEqualTo(full.worlds());
    }
  }

  /** Two nodes tell a third and each other. */
  private static Program relay(SystemModel model) {
    return world -> {
      world.model(model);
      StringBuilder received = new StringBuilder();
      Address third = world.node("c", () -> new Log(received));
      world.node(
          "a",
          () ->
              (Node)
                  env -> {
                    env.send(third, "a1");
                    env.send(third, "a2");
                  });
      world.node("b", () -> (Node) env -> env.send(third, "b"));
      world.outcome(received::toString);
    };
  }

  /** A client, which does not fail, or a node sends numbers. */
  private static Program sender(SystemModel model, int count, String... onlyFails) {
    return world -> {
      world.model(model);
      StringBuilder received = new StringBuilder();
      Address to;
      if (onlyFails.length > 0) {
        to = world.node("to", () -> new Log(received, "-"));
        world.client("from", () -> sends(to, count));
      } else {
        to = world.client("to", () -> new Log(received));
        world.node("from", () -> sends(to, count));
      }
      world.outcome(received::toString);
    };
  }

  private static Node sends(Address to, int count) {
    return env -> {
      for (int i = 1; i <= count; i++) {
        env.send(to, i);
      }
    };
  }

  private static final class Log implements Node {
    private final StringBuilder received;
    private final String mark;

    Log(StringBuilder received) {
      this(received, "");
    }

    Log(StringBuilder received, String mark) {
      this.received = received;
      this.mark = mark;
    }

    @Override
    public void start(Env env) {
      received.append(mark);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      received.append(message);
    }
  }

  private static CampaignResult explore(Program program, Strategy strategy) {
    return new Campaign(Toys.plan(program, 1, 200_000).withStrategy(strategy).withAll(true)).run();
  }
}
