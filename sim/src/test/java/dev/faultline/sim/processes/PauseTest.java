package dev.faultline.sim.processes;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PauseTest {
  private final List<String> heard = new ArrayList<>();

  /** Sends 0, 1, 2 … to {@code b}, one each millisecond, from the first millisecond on. */
  private static Scripted counter(int count) {
    return new Scripted()
        .onStart(env -> env.timer(1_000_000, 0))
        .onTimer((env, tag) -> {
          int number = (int) tag;
          env.send(env.address("b"), number);
          if (number + 1 < count) {
            env.timer(1_000_000, number + 1);
          }
        });
  }

  private Scripted listener() {
    return new Scripted()
        .onReceive((env, from, message) -> heard.add(env.nanoTime() / 1_000_000 + ":" + message));
  }

  @Test
  void a_paused_node_does_nothing_and_then_everything_in_its_order() {
    Rig rig = Rig.quiet().node("a", counter(6)).node("b", listener());
    rig.fault(3, new Fault.Pause("b", millis(20)));

    rig.runWell();

    assertThat(heard).containsExactly("2:0", "23:1", "23:2", "23:3", "23:4", "23:5");
  }

  @Test
  void what_arrives_at_the_moment_of_resuming_does_not_overtake_what_waited() {
    Rig rig = Rig.quiet().node("a", counter(4)).node("b", listener());
    // The message that arrives at 4 ms was in the event queue before the pause ended.
    rig.fault(2, new Fault.Pause("b", millis(2)));

    rig.runWell();

    assertThat(heard).containsExactly("4:0", "4:1", "4:2", "5:3");
  }

  @Test
  void timers_wait_for_the_pause_to_end() {
    Scripted node =
        new Scripted()
            .onStart(env -> env.timer(millis(5), "tick"))
            .onTimer((env, tag) -> heard.add(env.nanoTime() / 1_000_000 + ":" + tag));
    Rig rig = Rig.quiet().node("a", node).fault(1, new Fault.Pause("a", millis(30)));

    rig.runWell();

    assertThat(heard).containsExactly("31:tick");
  }

  @Test
  void a_timer_that_came_due_during_the_pause_can_still_be_cancelled_after_it() {
    long[] second = new long[1];
    Scripted node =
        new Scripted()
            .onStart(env -> {
              env.timer(millis(5), "first");
              second[0] = env.timer(millis(6), "second");
            })
            .onTimer((env, tag) -> {
              heard.add(tag.toString());
              env.cancel(second[0]);
            });
    Rig rig = Rig.quiet().node("a", node).fault(1, new Fault.Pause("a", millis(30)));

    rig.runWell();

    assertThat(heard).containsExactly("first");
  }

  @Test
  void what_waits_for_a_paused_node_is_lost_when_it_crashes_and_the_restart_is_not_paused() {
    Rig rig = Rig.quiet().model(asynchronous().crashRecovery(1));
    rig.node("a", counter(20)).node("b", listener());
    rig.fault(5, new Fault.Pause("b", Duration.ofSeconds(50)));
    rig.fault(10, new Fault.Crash("b", millis(5)));

    rig.runWell();

    assertThat(heard).startsWith("2:0", "3:1", "4:2", "15:13", "16:14").hasSize(10);
    assertThat(rig.lost())
        .hasSize(10)
        .allSatisfy(lost -> assertThat(lost.reason()).isEqualTo(LossReason.RECEIVER_DOWN));
    assertThat(rig.trace.of(TraceEvent.FaultEnded.class)).hasSize(2);
  }

  @Test
  void a_pause_that_healing_cuts_short_ends_there() {
    Rig rig = Rig.quiet().node("a", counter(10)).node("b", listener());
    rig.fault(3, new Fault.Pause("b", Duration.ofSeconds(30)));
    rig.world.healAfter(millis(8));

    rig.runWell();

    assertThat(heard).startsWith("2:0", "8:1").endsWith("11:9").hasSize(10);
  }
}
