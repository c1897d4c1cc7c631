package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.small.SmallSystem;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Issue 11: what a state is to a search that comes to it by running the world from its start. Two
 * ways lead to nodes that hold the same; what differs besides decides how the run ends.
 */
final class StatesFromTheStartTest {
  private static final SystemModel REORDERING =
      SystemModel.asynchronous().links(new LinkModel(false, false, true, false));

  /** What a node does, which holds a text. */
  private interface Handler {
    /** The next text. */
    String next(Env env, String held, Object message);
  }

  private static final class Cell implements Node, Restorable {
    private final Handler handler;
    private String held = "";

    Cell(Handler handler) {
      this.handler = handler;
    }

    @Override
    public void start(Env env) {
      held = handler.next(env, held, "start");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      held = handler.next(env, held, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      held = handler.next(env, held, tag);
    }

    @Override
    public Object state() {
      return held;
    }

    @Override
    public void restore(Object earlier) {
      held = (String) earlier;
    }
  }

  private static String held(World world, Address node) {
    return world.instance(node) instanceof Cell cell ? cell.held : "down";
  }

  /** The ends of a node to which a client sends "a" and "b", over schedules and over states. */
  private static Set<String> ends(SystemModel model, int faults, Handler handler) {
    SmallSystem system =
        new SmallSystem(
            "cells",
            faults,
            1,
            world -> {
              world.model(model).timerLateness(Duration.ZERO).syncTime(Duration.ZERO);
              Address node = world.node("node", () -> new Cell(handler));
              world.client(
                  "client",
                  () ->
                      new Cell((env, held, message) -> {
                        env.send(node, "a");
                        env.send(node, "b");
                        return "";
                      }));
              world.outcome(() -> held(world, node));
            });
    Strategy.Exhaustive plain = Strategy.EXHAUSTIVE.withFaults(faults).withReduction(false);
    ReductionTest.Seen schedules = ReductionTest.Seen.by(system, plain, 100_000);
    ReductionTest.Seen states =
        ReductionTest.Seen.by(system, plain.overStates(EventOrder.PENDING_SET), 100_000);
    assertThat(schedules.exploration().complete()).isTrue();
    assertThat(states.ends()).isEqualTo(schedules.ends());
    return schedules.ends();
  }

  @Test
  void what_the_stores_hold_is_part_of_a_state() {
    Handler handler =
        (env, held, message) -> {
          if (message.equals("start")) {
            return "read " + env.store().get("last");
          }
          env.store().put("last", message);
          env.store().sync();
          return held + ".";
        };

    assertThat(ends(REORDERING.crashRecovery(1), 1, handler)).contains("read a", "read b");
  }

  @Test
  void the_tags_of_timers_are_part_of_a_state() {
    Handler handler =
        (env, held, message) -> {
          if (message.equals("start")) {
            return "";
          }
          if (message instanceof String && held.isEmpty()) {
            env.timer(Duration.ofMillis(5), message.equals("a") ? 1 : 2);
          }
          return held + (message instanceof Integer ? message : ".");
        };

    assertThat(ends(REORDERING.crashStop(1), 1, handler)).contains("..1", "..2");
  }

  /** The starts of two nodes are events, too. */
  private static final int STARTS = 2;

  /**
   * After three messages the search is cut. It first comes to the state in which "go" is next after
   * two, one of which the node skips, and goes on for one. Where that one was lost it comes to the
   * state after one message, and has to go on once more, for two.
   */
  @Test
  void a_cut_search_goes_on_from_a_state_that_it_comes_to_again_after_fewer_events() {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous().links(new LinkModel(true, false, false, false)));
          Address node =
              world.node(
                  "node",
                  () ->
                      new Cell((env, held, message) ->
                          switch (held + "-" + message) {
                            case "-first" -> "first";
                            case "first-go" -> "go";
                            case "go-last" -> "last";
                            default -> held;
                          }));
          world.client(
              "client",
              () ->
                  new Cell((env, held, message) -> {
                    for (String each : List.of("first", "skipped", "go", "last")) {
                      env.send(node, each);
                    }
                    return "";
                  }));
          world.always("never the last", () -> !held(world, node).equals("last"));
        };
    Strategy search = Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET).withDepth(STARTS + 3);
    CampaignResult result =
        new Campaign(Toys.plan(program, 1, 10_000).withStrategy(search).withAll(true)).run();

    assertThat(result.findings()).isNotEmpty();
  }
}
