package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.WorldResult;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 23: how a process ends, by itself or by its program. */
final class EndOfProgramTest {
  private static JvmRig rig(String how) {
    JvmRig rig = new JvmRig(1, Duration.ofMillis(100));
    rig.program("a", "Ends", how);
    return rig;
  }

  @ParameterizedTest
  @CsvSource({
    "returns, 'main is over, hook'",
    "exits, hook",
    "halts, ''",
    "exits in a thread, hook",
    "exits in a hook, 'hook, second hook'",
    "catches, hook",
    "stays, ''"
  })
  void a_process_ends_as_the_jvm_has_it(String how, String lines) {
    JvmRig rig = rig(how);

    rig.runWell();

    // Hooks run at once.
    assertThat(rig.lines("a"))
        .containsExactlyInAnyOrder(lines.isEmpty() ? new String[0] : lines.split(", "));
  }

  private static Violation violation(JvmRig rig) {
    WorldResult result = rig.world.run();
    return Objects.requireNonNull(result.violation());
  }

  @Test
  void a_status_other_than_zero_is_a_finding() {
    assertThat(violation(rig("fails")).detail())
        .contains("a ended its process with status 3, expected 0");
  }

  @Test
  void what_nobody_catches_is_a_finding_that_shows_what_was_thrown() {
    assertThat(violation(rig("throws")).detail())
        .contains("IllegalStateException: thrown by main")
        .doesNotContain("InvocationTargetException");
  }

  @Test
  void native_code_is_refused_by_name() {
    assertThat(violation(rig("library")).detail())
        .contains("a loaded the native library 'rocksdbjni', which is not simulated");
  }

  @Test
  void an_initialiser_that_blocks_is_refused_by_name() {
    assertThat(violation(rig("blocks in an initialiser")).detail())
        .contains("main of a blocked where a thread cannot be set aside: in a class initialiser");
  }
}
