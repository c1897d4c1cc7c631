package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 23: what cannot be simulated is refused by name, in words for those who run a program. */
final class RefusedTest {
  @ParameterizedTest
  @CsvSource({
    "preferences, java.util.prefs.Preferences, a file",
    "rmi, RMI, configuration",
    "console, console's descriptor, System.out",
    "pipe, a pipe, Selector.wakeup",
    "watch, WatchService, configuration",
    "pid, the process it runs in, switch off"
  })
  void a_refusal_names_the_call_and_says_what_to_do(String what, String named, String advice) {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(1));
    rig.program("a", "Refused", what);

    String detail = Objects.requireNonNull(rig.world.run().violation()).detail();

    String message =
        detail.lines().filter(line -> line.contains("not simulated")).findFirst().get();
    assertThat(message).contains(named).contains(advice).doesNotContain("env.");
  }

  @Test
  void what_the_jvm_makes_up_is_called_the_same_in_every_program() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(1));
    rig.program("a", "Names");
    rig.program("b", "Names");

    rig.runWell();

    List<String> lines = rig.lines("a");
    for (int same : new int[] {0, 2, 3, 4}) {
      assertThat(lines.get(same)).isEqualTo(rig.lines("b").get(same));
    }
    assertThat(lines.getFirst())
        .startsWith("dev.faultline.programs.Names$$Lambda/0x0000000000 ")
        .endsWith("dev.faultline.programs.Names$$Lambda/0x0000000001");
    assertThat(lines.get(2)).contains(".$Proxy0 jdk.proxy1.$Proxy1");
    assertThat(lines.get(3))
        .isEqualTo(
            "[alpha0, alpha1, echo0, mike0, tango0, whisky0, [], [int], [class java.lang.String]]");
  }
}
