package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.ClientOperations;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 11, fault 2: what searches over states take for one state, and what they own up to. */
final class StateSearchTest {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  /** Says the same of itself whatever it holds. */
  private record Vote(int value) {
    @Override
    public String toString() {
      return "a vote";
    }
  }

  /** Thinks that it equals everything of its kind. */
  private record Same(int value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Same;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  private interface Handler {
    Object next(Env env, Object state, Object message);
  }

  /** A node whose state is one value. */
  private static final class Cell implements Node, Restorable {
    Object value;
    private final Handler handler;

    Cell(Object first, Handler handler) {
      this.value = first;
      this.handler = handler;
    }

    @Override
    public void start(Env env) {
      value = handler.next(env, value, "start");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      value = handler.next(env, value, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      value = handler.next(env, value, tag);
    }

    @Override
    public Object state() {
      return value;
    }

    @Override
    public void restore(Object state) {
      value = state;
    }
  }

  private static Object value(World world, Address node) {
    return world.instance(node) instanceof Cell cell ? cell.value : "down";
  }

  private static Program voting(Object... votes) {
    return world -> {
      world.model(ASYNCHRONOUS);
      Address to =
          world.node(
              "to", () -> new Cell("", (env, state, vote) -> vote.equals("start") ? state : vote));
      world.node(
          "from",
          () ->
              new Cell(
                  "",
                  (env, state, message) -> {
                    for (Object vote : votes) {
                      env.send(to, vote);
                    }
                    return state;
                  }));
      world.always("not the second", () -> !(value(world, to) instanceof Vote(var v) && v == 2));
      world.always("not the third", () -> !(value(world, to) instanceof Same(var v) && v == 3));
    };
  }

  @ParameterizedTest
  @EnumSource(names = "TIME", mode = EnumSource.Mode.EXCLUDE)
  void messages_that_only_look_the_same_in_text_are_told_apart(EventOrder network) {
    CampaignResult result =
        run(voting(new Vote(1), new Vote(2)), Strategy.EXHAUSTIVE.overStates(network));

    assertThat(result.leak()).isNull();
    assertThat(result.findings())
        .singleElement()
        .satisfies(it -> assertThat(it.violation().property()).isEqualTo("not the second"));
  }

  @ParameterizedTest
  @EnumSource(names = "TIME", mode = EnumSource.Mode.EXCLUDE)
  void states_and_messages_that_call_themselves_equal_are_told_apart(EventOrder network) {
    CampaignResult result =
        run(voting(new Same(1), new Same(2), new Same(3)), Strategy.EXHAUSTIVE.overStates(network));

    assertThat(result.findings())
        .singleElement()
        .satisfies(it -> assertThat(it.violation().property()).isEqualTo("not the third"));
  }

  @Test
  void arrays_are_compared_by_what_is_in_them() {
    Program program =
        world -> {
          world.model(ASYNCHRONOUS);
          world.node(
              "n",
              () ->
                  new Cell(
                      new int[1],
                      (env, state, message) -> {
                        if (message.equals("start")) {
                          env.send(env.self(), "again");
                        } else {
                          env.send(env.self(), "again");
                        }
                        return new int[] {(((int[]) state)[0] + 1) % 3};
                      }));
        };

    Exploration exploration = exploration(run(program, states()));
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.states()).isEqualTo(3);
  }

  @Test
  void a_state_that_changes_after_it_was_handed_out_takes_no_other_state_with_it() {
    Program program =
        world -> {
          Address to =
              sending(
                  world,
                  () ->
                      new Cell(
                          new int[1],
                          (env, state, message) -> {
                            ((int[]) state)[0]++;
                            return state;
                          }));
          world.always(
              "fewer than two",
              () -> !(world.instance(to) instanceof Cell cell) || ((int[]) cell.value)[0] < 2);
        };

    assertThat(run(program, states()).findings()).isNotEmpty();
  }

  private static Program sending(Supplier<Cell> to) {
    return world -> sending(world, to);
  }

  private static Address sending(World world, Supplier<Cell> to) {
    world.model(ASYNCHRONOUS);
    Address address = world.node("to", to);
    world.client(
        "from",
        () ->
            new Cell(
                "",
                (env, state, message) -> {
                  env.send(address, "m");
                  return state;
                }));
    return address;
  }

  @Test
  void what_is_judged_at_the_end_is_not_called_proved_where_runs_need_not_end() {
    Program program =
        world -> {
          voting(new Vote(1)).build(world);
          world.atEnd("never judged", () -> true);
        };
    Strategy messages = Strategy.EXHAUSTIVE.overStates(EventOrder.MESSAGE_SET);

    assertThat(exploration(run(program, messages)).summary())
        .contains("not checked at their ends")
        .doesNotContain("proof");
    assertThat(exploration(run(program, states())).summary()).contains("a proof");

    Program endless =
        world -> {
          world.model(ASYNCHRONOUS);
          world.node(
              "n",
              () ->
                  new Cell(
                      0,
                      (env, state, message) -> {
                        env.timer(Duration.ofMillis(1), "tick");
                        return ((Integer) state + 1) % 3;
                      }));
          world.atEnd("never judged", () -> false);
        };
    assertThat(exploration(run(endless, states())).summary())
        .contains("not checked at their ends")
        .doesNotContain("proof");
  }

  @Test
  void what_is_due_after_the_end_of_the_world_is_named() {
    Program program =
        sending(() ->
            new Cell(
                0,
                (env, state, message) -> {
                  env.timer(Duration.ofMinutes(1), "late");
                  return message.equals("late") ? 1 : state;
                }));

    assertThat(exploration(run(program, states())).summary())
        .contains("runs end after")
        .doesNotContain("proof");
  }

  @Test
  void what_the_world_does_at_a_time_makes_states_of_different_times_different() {
    // Both the slow timer and three messages set the second timer. By the shorter way that is so
    // late that the deadline at 500 ms comes before it.
    Program program =
        world -> {
          world.model(ASYNCHRONOUS);
          long[] slow = {0};
          Address n =
              world.node(
                  "n",
                  () ->
                      new Cell(
                          "",
                          (env, state, message) -> {
                            if (state.equals("") && message.equals("start")) {
                              slow[0] = env.timer(Duration.ofMillis(400), "slow");
                              env.send(env.self(), "c1");
                            } else if (state.equals("") && message.equals("c1")) {
                              env.cancel(slow[0]);
                              env.send(env.self(), "c2");
                            } else if (message.equals("c2")) {
                              env.send(env.self(), "c3");
                            } else if (state.equals("")
                                && (message.equals("c3") || message.equals("slow"))) {
                              env.timer(Duration.ofMillis(150), "second");
                              return "set";
                            } else if (message.equals("second")) {
                              return state.equals("closed") ? state : "early";
                            }
                            return state;
                          }));
          world.at(
              Duration.ofMillis(500),
              () -> {
                if (world.instance(n) instanceof Cell cell) {
                  cell.value = "closed";
                }
              });
          world.always("never early", () -> !value(world, n).equals("early"));
        };

    assertThat(run(program, Strategy.EXHAUSTIVE.withReduction(false)).findings()).isNotEmpty();
    assertThat(run(program, states()).findings()).isNotEmpty();
  }

  private static void refused(String what, Program program) {
    assertThatThrownBy(() -> run(program, states()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(what);
  }

  @Test
  void what_no_state_holds_is_refused() {
    refused(
        "script",
        world -> {
          voting(new Vote(1)).build(world);
          world.model(ASYNCHRONOUS.crashStop(1));
          world.fault(Duration.ofSeconds(1), new Fault.Crash("to", Fault.FOREVER));
        });
    refused(
        "what clients were told",
        world -> {
          ClientOperations<String, String> operations = world.operations();
          sending(() ->
                  new Cell(
                      "",
                      (env, state, message) -> {
                        if (message.equals("start")) {
                          operations.invoke(env.self(), "asked");
                        }
                        return state;
                      }))
              .build(world);
        });
  }

  @Test
  void what_cannot_be_taken_back_is_come_to_again() {
    Program stores =
        world -> {
          Address to =
              sending(
                  world,
                  () ->
                      new Cell(
                          "",
                          (env, state, message) -> {
                            if (message.equals("start")) {
                              return env.store().get("key") == null ? "first" : "again";
                            }
                            env.store().put("key", 1);
                            return state;
                          }));
          world.model(ASYNCHRONOUS.crashRecovery(1, 0));
          world.always("is never again", () -> !value(world, to).equals("again"));
        };

    Strategy once = Strategy.EXHAUSTIVE.withFaults(1).overStates(EventOrder.PENDING_SET);
    CampaignResult found = run(stores, once);
    assertThat(found.findings()).isNotEmpty();
    assertThat(found.leak()).isNull();
    Exploration healed =
        exploration(
            run(
                world -> {
                  voting(new Vote(1)).build(world);
                  world.model(SystemModel.partiallySynchronous());
                  world.healAfter(Duration.ofSeconds(1));
                },
                states()));
    assertThat(healed.complete()).isTrue();
    assertThat(healed.summary()).contains("after healing").doesNotContain("proof");
  }

  @Test
  void the_states_may_come_to_an_end_where_crashes_do_not() {
    // One message to a node that may crash and come back again and again.
    Program program =
        world -> {
          sending(
              world,
              () -> new Cell("", (env, state, message) -> message.equals("m") ? "m" : state));
          world.model(ASYNCHRONOUS.crashRecovery(1, 0).fairLossLinks());
        };

    Exploration exploration = exploration(run(program, states()));
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.limits())
        .containsExactly("nodes that omit to send or receive were faulty from the start on");
  }

  private static Strategy states() {
    return Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET);
  }

  private static Exploration exploration(CampaignResult result) {
    return Objects.requireNonNull(result.exploration());
  }

  private static CampaignResult run(Program program, Strategy strategy) {
    return new Campaign(Toys.plan(program, 1, 10_000).withStrategy(strategy).withAll(true)).run();
  }
}
