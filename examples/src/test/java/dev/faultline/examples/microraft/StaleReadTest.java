package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The stale read of MicroRaft 0.5 by itself, without a search: the leader and the learners on one
 * side, the other voters on the other.
 */
final class StaleReadTest {
  private static final int WORLDS = 20;
  private static final Duration CUT_AT = Duration.ofSeconds(5);
  private static final Duration CUT_FOR = Duration.ofSeconds(12);

  @Test
  void in_version_0_5_learners_confirm_a_leader_that_has_been_replaced() {
    assertThat(propertiesViolated("0.5"))
        .isNotEmpty()
        .containsOnly(MicroRaftProgram.LINEARIZABILITY);
  }

  @Test
  void in_version_0_7_they_do_not() {
    assertThat(propertiesViolated("0.7")).isEmpty();
  }

  private static List<String> propertiesViolated(String version) {
    List<String> violated = new ArrayList<>();
    for (long seed = 1; seed <= WORLDS; seed++) {
      String leader = QuietWorld.leaderAt(CUT_AT, version, seed);
      if (leader != null) {
        List<String> kept = new ArrayList<>(List.of(leader, "raft-4", "raft-5"));
        List<String> cutOff = new ArrayList<>(List.of("raft-1", "raft-2", "raft-3"));
        cutOff.remove(leader);
        World world = QuietWorld.of(version, seed);
        world.fault(
            CUT_AT, new Fault.Partition(PartitionShape.HALVES, List.of(kept, cutOff), CUT_FOR));
        Violation violation = world.run().violation();
        if (violation != null) {
          violated.add(violation.property());
        }
      }
    }
    return violated;
  }
}
