package dev.faultline.sim.properties;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandlesTest {
  /** Counts what it gets, and tells its peer once. */
  private static final class Counter implements Node {
    private int count;
    private boolean greets;

    @Override
    public void start(Env env) {
      if (greets) {
        env.timer(millis(10), "greet");
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(env.address("a"), env.self());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      count++;
    }
  }

  private final Rig rig = Rig.quiet();

  private NodeHandle<Counter> greeted() {
    NodeHandle<Counter> a = rig.world.node("a", Counter::new);
    rig.world.node(
        "b",
        () -> {
          Counter greeter = new Counter();
          greeter.greets = true;
          return greeter;
        });
    return a;
  }

  @Test
  void a_handle_has_the_state_of_the_incarnation_that_runs_and_none_while_the_node_is_down() {
    NodeHandle<Counter> a = greeted();
    rig.model(partiallySynchronous().crashRecovery(1));
    rig.fault(20, new Fault.Crash("a", millis(20)));
    List<String> seen = new ArrayList<>();
    for (long at : new long[] {15, 30, 50}) {
      rig.at(at, () -> seen.add(a.state() == null ? "down" : "" + a.state().count));
    }

    rig.runWell();

    assertThat(seen).containsExactly("1", "down", "0");
  }

  @Test
  void what_must_always_hold_of_a_node_holds_while_it_is_down_and_what_is_to_happen_does_not() {
    NodeHandle<Counter> a = greeted();
    rig.model(partiallySynchronous().crashStop(1));
    rig.fault(1, new Fault.Crash("a", Fault.FOREVER));
    rig.world.always("never", a, counter -> counter.count < 0 || rig.world.nowNanos() < 1_000_000);
    rig.world.sometimes("up", a, counter -> rig.world.nowNanos() >= 1_000_000);

    WorldResult result = rig.runWell();

    assertThat(result.reached()).containsEntry("up", false);
  }

  @Test
  void a_property_of_a_node_is_violated_by_its_state() {
    NodeHandle<Counter> a = greeted();
    rig.world.always("nothing comes", a, counter -> counter.count == 0);

    assertThat(rig.run().violation()).isNotNull();
  }

  @Test
  void a_property_of_a_group_sees_the_states_of_those_that_are_up() {
    NodeGroup<Counter> all = rig.world.nodes(3, "n", Counter::new);
    rig.model(partiallySynchronous().crashStop(1));
    rig.fault(10, new Fault.Crash("n-2", Fault.FOREVER));
    rig.world.sometimes("two", all, states -> states.size() == 2 && !states.contains(null));
    rig.world.always("at most three", all, states -> states.size() <= 3);

    assertThat(rig.runWell().reached()).containsEntry("two", true);
    assertThat(all.allUp()).isFalse();
  }

  @Test
  void a_handle_is_equal_to_the_address_that_others_see_either_way() {
    NodeHandle<Counter> a = greeted();
    List<Address> seen = new ArrayList<>();
    rig.node(
        "c", new dev.faultline.sim.testing.Scripted().onStart(env -> seen.add(env.address("a"))));

    rig.runWell();

    assertThat(seen.getFirst()).isEqualTo(a).hasSameHashCodeAs(a).hasToString("a");
    assertThat(a).isEqualTo(seen.getFirst());
    assertThat(rig.world.instance(a)).isSameAs(a.state());
  }

  /** What a body that may block lets properties see. */
  private static final class Seen {
    private int turns;
  }

  @Test
  void a_blocking_body_is_given_the_state_that_its_handle_shows_anew_for_each_incarnation() {
    NodeHandle<Seen> waiter =
        rig.world.blockingNode(
            "waiter",
            Seen::new,
            (env, seen) -> {
              while (true) {
                seen.turns++;
                Thread.sleep(10);
              }
            });
    rig.model(partiallySynchronous().crashRecovery(1));
    rig.fault(100, new Fault.Crash("waiter", millis(50)));
    rig.world.at(java.time.Duration.ofMillis(400), rig.world::stop);
    List<Integer> turns = new ArrayList<>();
    for (long at : new long[] {95, 120, 195}) {
      rig.at(at, () -> turns.add(waiter.state() == null ? -1 : waiter.state().turns));
    }

    rig.runWell();

    assertThat(turns).containsExactly(10, -1, 5);
  }
}
