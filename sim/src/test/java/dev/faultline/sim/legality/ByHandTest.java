package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node a sends b a message each 10 ms, for half a second. */
final class ByHandTest {
  private int sent;
  private int received;

  private Rig talking(Rig rig) {
    return rig.node(
            "a",
            new Scripted()
                .onStart(env -> env.timer(millis(10), "send"))
                .onTimer((env, tag) -> {
                  sent++;
                  env.send(env.address("b"), sent);
                  if (sent < 50) {
                    env.timer(millis(10), "send");
                  }
                }))
        .node("b", new Scripted().onReceive((env, from, message) -> received++));
  }

  @Test
  void a_node_crashes_when_the_program_says_so_and_comes_back_after_its_time() {
    Rig rig = talking(Rig.quiet()).model(partiallySynchronous().crashRecovery(1));
    rig.world.when(
        "three have come",
        () -> received == 3,
        () -> rig.world.crash(rig.addresses.get(1), Duration.ofMillis(100)));

    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Crashed.class))
        .singleElement()
        .satisfies(crash -> assertThat(crash.nanos()).isEqualTo(31_000_000));
    // What arrives from 41 to 121 ms finds nobody.
    assertThat(received).isEqualTo(41);
  }

  @Test
  void the_action_of_a_moment_runs_once() {
    Rig rig = talking(Rig.quiet());
    int[] runs = new int[1];
    rig.world.when("three have come", () -> received >= 3, () -> runs[0]++);

    rig.runWell();

    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void a_partition_lasts_until_the_program_ends_it() {
    Rig rig = talking(Rig.quiet()).model(partiallySynchronous().fairLossLinks());
    rig.at(
        95,
        () -> rig.world.partition(List.of(rig.addresses.get(0)), List.of(rig.addresses.get(1))));
    rig.at(195, rig.world::endFaults);

    rig.runWell();

    assertThat(received).isEqualTo(40);
    assertThat(rig.lost()).hasSize(10);
  }

  @Test
  void what_the_model_rules_out_is_refused() {
    Rig rig = talking(Rig.quiet());
    rig.at(95, () -> rig.world.crash(rig.addresses.get(1)));

    assertThatThrownBy(rig::run).isInstanceOf(ModelException.class).hasMessageContaining("by hand");
  }

  @Test
  void what_an_adversary_leaves_out_does_not_strike() {
    Rig rig =
        talking(
                Rig.with(
                    new QuietAdversary(1) {
                      @Override
                      public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
                        return kind == Decision.FAULT_SKIPPED && ordinal == 0
                            || super.strikes(kind, subject, ordinal, odds);
                      }
                    }))
            .model(partiallySynchronous().crashRecovery(1));
    boolean[] struck = new boolean[2];
    rig.at(95, () -> struck[0] = rig.world.crash(rig.addresses.get(1), Duration.ofMillis(10)));
    rig.at(195, () -> struck[1] = rig.world.crash(rig.addresses.get(1), Duration.ofMillis(10)));

    rig.runWell();

    assertThat(struck).containsExactly(false, true);
    assertThat(rig.trace.of(TraceEvent.Crashed.class)).hasSize(1);
  }

  @Test
  void nothing_strikes_after_healing() {
    Rig rig = talking(Rig.quiet()).model(partiallySynchronous().crashRecovery(1));
    rig.world.healAfter(Duration.ofMillis(100));
    rig.at(195, () -> rig.world.crash(rig.addresses.get(1), Duration.ofMillis(10)));

    rig.runWell();

    assertThat(rig.trace.of(TraceEvent.Crashed.class)).isEmpty();
  }

  @Test
  void before_the_world_runs_there_is_nothing_to_strike() {
    Rig rig = talking(Rig.quiet());

    assertThatThrownBy(() -> rig.world.strike(new Fault.Crash("b", Fault.FOREVER)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("World.at or World.when");
  }
}
