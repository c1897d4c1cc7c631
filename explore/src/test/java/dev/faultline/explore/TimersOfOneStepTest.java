package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.small.SmallSystem;
import dev.faultline.sim.adversary.EventOrder;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Issue 11: two timers that a node sets in one step are due at known times of one clock, so the
 * longer one never fires first; of two that it sets in two steps either may.
 */
final class TimersOfOneStepTest {
  private static final LinkModel REORDERING = new LinkModel(false, false, true, false);

  private enum Search {
    REDUCED(Strategy.EXHAUSTIVE, false),
    PLAIN(Strategy.EXHAUSTIVE.withReduction(false), false),
    TAKEN_BACK(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET), false),
    /** What a node writes to its store cannot be taken back. */
    RUN_ANEW(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET), true);

    private final Strategy strategy;
    private final boolean stores;

    Search(Strategy strategy, boolean stores) {
      this.strategy = strategy;
      this.stores = stores;
    }

    /** How the runs of one node end, which takes these messages. */
    Set<String> ends(Handler handler, int... messages) {
      SmallSystem system =
          new SmallSystem(
              "timers",
              0,
              1,
              world -> {
                world.model(SystemModel.asynchronous().links(REORDERING));
                world.timerLateness(Duration.ZERO);
                world.syncTime(Duration.ZERO);
                Address node = world.node("sleeper", () -> new Sleeper(handler, stores, messages));
                world.outcome(() ->
                    world.instance(node) instanceof Sleeper sleeper ? sleeper.state.fired : "down");
              });
      ReductionTest.Seen seen = ReductionTest.Seen.by(system, strategy, 10_000);
      assertThat(seen.exploration().complete()).isTrue();
      return seen.ends();
    }
  }

  /** Takes the message that is the {@code count}-th, from 0 on. */
  @FunctionalInterface
  private interface Handler {
    void receive(Env env, int count, int message);
  }

  private record State(int received, String fired) {}

  /** Notes which of its timers fired, and after how many messages. */
  private static final class Sleeper implements Node, Restorable {
    private final Handler handler;
    private final boolean stores;
    private final int[] messages;
    private State state = new State(0, "");

    Sleeper(Handler handler, boolean stores, int... messages) {
      this.handler = handler;
      this.stores = stores;
      this.messages = messages;
    }

    @Override
    public void start(Env env) {
      if (stores) {
        env.store().put("started", true);
      }
      for (int message : messages) {
        env.send(env.self(), message);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      handler.receive(env, state.received, (Integer) message);
      state = new State(state.received + 1, state.fired);
    }

    @Override
    public void timer(Env env, Object tag) {
      state = new State(state.received, state.fired + " " + tag + "@" + state.received);
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = (State) earlier;
    }
  }

  private static void set(Env env, int millis) {
    env.timer(Duration.ofMillis(millis), millis);
  }

  @ParameterizedTest
  @EnumSource
  void the_shortest_of_three_timers_of_one_step_fires_first(Search search) {
    Handler sets =
        (env, count, message) -> {
          set(env, 10);
          set(env, 5);
          set(env, 7);
        };

    assertThat(search.ends(sets, 1)).containsExactly(" 5@1 7@1 10@1");
  }

  @ParameterizedTest
  @EnumSource
  void of_two_timers_of_two_steps_the_shorter_one_may_fire_first_or_last(Search search) {
    Handler sets = (env, count, message) -> set(env, count == 0 ? 10 : 5);

    assertThat(search.ends(sets, 1, 1))
        .containsExactlyInAnyOrder(" 5@2 10@2", " 10@2 5@2", " 10@1 5@2");
  }

  /**
   * Two ways lead to a node that has two messages and two timers. By one of them it set these in
   * two steps, and either may fire first; by the other in one. Who takes the two for one state goes
   * on from the one that it comes to first, and that must not be the other.
   */
  @ParameterizedTest
  @EnumSource
  void a_state_knows_which_of_its_timers_were_set_in_one_step(Search search) {
    for (int before : new int[] {1, 2}) {
      Handler sets =
          (env, count, message) -> {
            boolean apart = count == 0 ? message == before : message != before;
            if (apart) {
              set(env, count == 0 ? 10 : 5);
            } else if (count == 1) {
              set(env, 10);
              set(env, 5);
            }
          };

      assertThat(search.ends(sets, 1, 2))
          .containsExactlyInAnyOrder(" 5@2 10@2", " 10@2 5@2", " 10@1 5@2");
    }
  }
}
