package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.testing.Contended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 11: two worlds that use something of the JVM's for the first time at one moment. */
final class SharedByJvmTest {
  @Test
  void a_table_that_another_thread_sets_up_at_the_same_moment_takes_no_turn_of_a_program()
      throws InterruptedException {
    List<String> lines = new ArrayList<>();
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    try (Contended contended = new Contended()) {
      rig.world
          .jvm("a")
          .classpath(JvmRig.PROGRAMS)
          .output(line -> {
            if (lines.size() < Contended.TABLES) {
              contended.fill(lines.size());
            }
            lines.add(line);
          })
          .main("dev.faultline.programs.Prints", String.valueOf(Contended.TABLES));
      rig.runWell();
    }

    assertThat(lines).hasSize(Contended.TABLES + 1).containsOnly("0");
  }
}
