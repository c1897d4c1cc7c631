package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.WorldResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 23: a program that does not go on is a finding, one that only seems so is none. */
final class HangsTest {
  private static JvmRig rig(String where) {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.program("a", "Hangs", where);
    return rig;
  }

  private static String finding(String where) {
    WorldResult result = rig(where).world.run();
    return Objects.requireNonNull(result.violation()).detail();
  }

  @ParameterizedTest
  @ValueSource(strings = {"monitors", "locks"})
  void threads_that_wait_for_each_other_are_a_finding_with_all_stacks(String where) {
    String finding = finding(where);

    assertThat(finding)
        .contains("a hangs: its threads wait for each other: ")
        .contains("left of a waits for ")
        .contains("right of a waits for ")
        .contains("thread 'left' ")
        .contains("thread 'right' ")
        .contains(
            "at dev.faultline.programs.Hangs." + (where.equals("locks") ? "locked" : "nested"));
    assertThat(finding(where)).isEqualTo(finding);
  }

  @Test
  void a_thread_that_loops_for_ever_is_a_finding_with_all_stacks() {
    assertThat(finding("spins"))
        .contains("a hangs: main has looped for 10 s and done nothing else")
        .contains("thread 'main' RUNNABLE")
        .contains("at dev.faultline.programs.Hangs.main(Hangs.java:");
  }

  @Test
  void a_thread_that_loops_until_another_sets_a_variable_goes_on_then() {
    JvmRig rig = rig("waits");

    long hash = rig.runWell().traceHash();

    assertThat(rig.lines("a")).hasSize(1);
    assertThat(rig.lines("a").getFirst()).matches("stopped after [56]");
    assertThat(rig("waits").runWell().traceHash()).isEqualTo(hash);
  }

  @Test
  void a_thread_that_computes_for_long_comes_to_its_end() {
    JvmRig rig = rig("computes");

    rig.runWell();

    assertThat(rig.lines("a")).isEqualTo(List.of("sum " + sum(20_000_000) + " " + sum(3_000_000)));
  }

  @Test
  void a_program_that_computes_again_and_again_does_not_hang() {
    JvmRig rig = rig("computes on");

    rig.runWell();

    assertThat(rig.lines("a")).containsExactly(String.valueOf(15 * sum(60_000_000)));
  }

  private static int sum(int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum = sum * 31 + i;
    }
    return sum;
  }
}
