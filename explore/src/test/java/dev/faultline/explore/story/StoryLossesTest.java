package dev.faultline.explore.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryLossesTest {
  private static TraceEvent.FaultBegan isolated(long nanos, String node, String rest) {
    return new TraceEvent.FaultBegan(
        nanos,
        new Fault.Partition(
            PartitionShape.ISOLATED, List.of(List.of(node), List.of(rest)), Duration.ofSeconds(5)));
  }

  /** Issue 11, item 11. */
  @Test
  void a_message_is_counted_with_the_partition_that_cuts_its_link_and_not_with_the_newest() {
    TraceEvent.FaultBegan older = isolated(1, "a", "b");
    TraceEvent.FaultBegan newer = isolated(2, "c", "d");
    StoryLosses losses =
        new StoryLosses(
            List.of(
                older, newer, new TraceEvent.Lost(3, "a", "b", 0, "x", TraceEvent.LossReason.CUT)));

    assertThat(losses.takenBy(older)).startsWith("; it takes a -> b");
    assertThat(losses.takenBy(newer)).isEmpty();
  }
}
