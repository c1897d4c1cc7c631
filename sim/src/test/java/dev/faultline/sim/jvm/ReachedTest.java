package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 23: what a program gets does not depend on how it asks, nor on what ran before. */
final class ReachedTest {
  @Test
  void other_ways_than_calls_lead_to_the_node_too() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(1));
    rig.node("a")
        .property("mine", "of a")
        .environment("HOME", "/home/a")
        .main("dev.faultline.programs.Reached");

    rig.runWell();

    List<String> lines = rig.lines("a");
    String called = lines.getFirst().substring("called ".length());
    assertThat(called).contains(" of a /home/a main 2");
    assertThat(lines)
        .contains(
            "reflected " + called + " 536870912",
            "user a",
            "reference 536870912",
            "hidden " + called,
            "loaded " + called,
            "system true true true",
            "system loader sees nothing of the host",
            "own path true",
            "own URL of the node",
            "host FileNotFoundException",
            "class path true");
    assertThat(lines)
        .anyMatch(line -> line.matches("handles \\d{1,6} of a 1073741824 2 1073741824"));
  }

  @Test
  void an_asynchronous_client_is_answered_after_others_have_died() {
    for (int world = 0; world < 2; world++) {
      JvmRig rig = new JvmRig(1, Duration.ofSeconds(20));
      rig.world.model(SystemModel.asynchronous().crashRecovery(1));
      rig.program("a", "AsyncClient");
      rig.program("b", "AsyncClient");
      rig.world.fault(Duration.ofMillis(2500), new Fault.Crash("a", Duration.ofMillis(500)));

      rig.runWell();

      assertThat(rig.lines("b")).containsExactly("/1", "/2", "/3", "/4", "/5");
      assertThat(rig.lines("a")).containsExactly("/1", "/2", "/1", "/2", "/3", "/4", "/5");
    }
  }
}
