package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 21: where two runs part, told by what matters. */
final class DifferenceTest {
  private static final TraceEvent CREDIT =
      new TraceEvent.Delivered(900, "mover", "savings", 1, "credit 19");

  private static List<TraceEvent> timers(String tag) {
    List<TraceEvent> timers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      timers.add(new TraceEvent.TimerFired(10 + i, "mover", tag + i));
    }
    return timers;
  }

  @Test
  void a_message_behind_many_timers_is_told_and_they_are_not() {
    List<TraceEvent> passing = timers("passing ");
    passing.add(CREDIT);

    Difference difference = Difference.of(timers("here "), passing, 1_000);

    assertThat(difference).isNotNull();
    assertThat(difference.there()).containsExactly(CREDIT);
    assertThat(difference.here()).hasSize(5);
    assertThat(difference.partsNanos()).isEqualTo(10);
  }

  @Test
  void messages_that_differ_behind_their_first_160_characters_differ_and_both_can_be_told_apart() {
    String text = "x".repeat(300);
    TraceEvent one = new TraceEvent.Delivered(5, "a", "b", 1, text + "1" + text);
    TraceEvent two = new TraceEvent.Delivered(5, "a", "b", 1, text + "2" + text);

    Difference difference = Difference.of(List.of(one), List.of(two), 10);

    assertThat(difference).isNotNull();
    assertThat(WhyText.of(difference, "the first", "the second"))
        .anyMatch(line -> line.contains("x1x"))
        .anyMatch(line -> line.contains("x2x"));
  }
}
