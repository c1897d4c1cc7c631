package dev.faultline.sim.processes;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlowTest {
  private final List<String> heard = new ArrayList<>();

  /** Sends so many numbers to {@code b} at once, at 5 ms; they arrive at 6 ms. */
  private static Scripted burst(int count) {
    return new Scripted()
        .onStart(env -> env.timer(millis(5), "go"))
        .onTimer((env, tag) -> {
          for (int i = 0; i < count; i++) {
            env.send(env.address("b"), i);
          }
        });
  }

  private Scripted listener() {
    return new Scripted()
        .onReceive((env, from, message) -> heard.add(env.nanoTime() / 1_000_000 + ":" + message));
  }

  @Test
  void each_step_of_a_slow_node_takes_its_time() {
    Rig rig = Rig.quiet().node("a", burst(4)).node("b", listener());
    rig.fault(1, new Fault.Slow("b", millis(10), Duration.ofSeconds(1)));

    rig.runWell();

    assertThat(heard).containsExactly("6:0", "16:1", "26:2", "36:3");
  }

  @Test
  void what_arrives_when_a_slow_node_is_free_again_does_not_overtake_what_waited() {
    Scripted sender =
        new Scripted()
            .onStart(env -> {
              env.timer(millis(5), 0);
              env.timer(millis(6), 1);
              env.timer(millis(15), 2);
            })
            .onTimer((env, tag) -> env.send(env.address("b"), tag));
    Rig rig = Rig.quiet().node("a", sender).node("b", listener());
    // 0 is handled at 6 ms, which takes until 16 ms; 1 waits from 7 ms on; 2 arrives at 16 ms.
    rig.fault(1, new Fault.Slow("b", millis(10), Duration.ofSeconds(1)));

    rig.runWell();

    assertThat(heard).containsExactly("6:0", "16:1", "26:2");
  }

  @Test
  void the_end_of_the_fault_ends_the_present_step_too() {
    Rig rig = Rig.quiet().node("a", burst(4)).node("b", listener());
    rig.fault(1, new Fault.Slow("b", Duration.ofSeconds(30), millis(19)));

    rig.runWell();

    assertThat(heard).containsExactly("6:0", "20:1", "20:2", "20:3");
  }

  @Test
  void two_slow_downs_add_up_and_come_apart() {
    Rig rig = Rig.quiet().node("a", burst(4)).node("b", listener());
    rig.fault(1, new Fault.Slow("b", millis(10), Duration.ofSeconds(1)));
    rig.fault(2, new Fault.Slow("b", millis(20), millis(8)));

    rig.runWell();

    assertThat(heard).containsExactly("6:0", "20:1", "30:2", "40:3");
  }

  @Test
  void a_timer_that_waits_for_a_slow_node_can_be_cancelled() {
    long[] victim = new long[1];
    Scripted node =
        new Scripted()
            .onStart(env -> {
              env.timer(millis(5), "first");
              env.timer(millis(6), "cancel");
              victim[0] = env.timer(millis(7), "victim");
              env.timer(millis(8), "last");
            })
            .onTimer((env, tag) -> {
              heard.add(env.nanoTime() / 1_000_000 + ":" + tag);
              if (tag.equals("cancel")) {
                env.cancel(victim[0]);
              }
            });
    Rig rig = Rig.quiet().node("a", node);
    rig.fault(1, new Fault.Slow("a", millis(10), Duration.ofSeconds(1)));

    rig.runWell();

    assertThat(heard).containsExactly("5:first", "15:cancel", "25:last");
  }

  @Test
  void a_crash_forgets_what_waited_and_the_next_life_starts_unburdened() {
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.node("a", burst(3)).node("b", listener());
    rig.fault(1, new Fault.Slow("b", Duration.ofSeconds(30), Duration.ofSeconds(40)));
    rig.fault(8, new Fault.Crash("b", millis(2)));

    rig.runWell();

    assertThat(heard).containsExactly("6:0");
    assertThat(rig.lost()).hasSize(2);
  }
}
