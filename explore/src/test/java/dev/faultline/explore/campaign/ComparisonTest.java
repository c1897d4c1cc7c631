package dev.faultline.explore.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Leak;
import dev.faultline.sim.trace.TraceEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static List<TraceEvent> run(String said) {
    return List.of(
        new TraceEvent.Sent(10, "a", "b", 1, said),
        new TraceEvent.Delivered(20, "a", "b", 1, "same"));
  }

  @Test
  void two_runs_part_where_long_messages_differ_in_their_middle() {
    String text = "x".repeat(500);

    Leak leak = Comparison.firstDifference(7, run(text + "1" + text), run(text + "2" + text));

    assertThat(leak).isNotNull();
    assertThat(leak.first()).contains("x1x");
    assertThat(leak.second()).contains("x2x");
  }
}
