package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OperationKindsTest {
  private static final long MILLI = 1_000_000;

  private final List<TraceEvent> run = new ArrayList<>();
  private int operation;

  private int call(long millis, String input) {
    run.add(new TraceEvent.Invoked(millis * MILLI, "c", ++operation, input));
    return operation;
  }

  private void end(long millis, int number, TraceEvent.Ending ending) {
    run.add(new TraceEvent.Completed(millis * MILLI, "c", number, ending, "x"));
  }

  private void answered(long millis, String input) {
    end(millis + 2, call(millis, input), TraceEvent.Ending.OK);
  }

  private List<String> stopped() {
    return new OperationKinds(run)
        .all().stream()
            .filter(OperationKinds.Kind::stopped)
            .map(kind -> kind.name + " " + kind.unanswered)
            .toList();
  }

  @Test
  void calls_in_flight_at_the_end_do_not_stop_a_kind() {
    for (int i = 0; i < 10; i++) {
      answered(i * 100, "read");
    }
    call(999, "read");
    call(999, "read");
    run.add(new TraceEvent.Violated(1_000 * MILLI, "p", "", List.of()));

    assertThat(stopped()).isEmpty();
  }

  @Test
  void a_refusal_is_an_answer() {
    for (int i = 0; i < 12; i++) {
      end(i * 100 + 5, call(i * 100, "cas"), TraceEvent.Ending.FAIL);
    }

    assertThat(stopped()).isEmpty();
  }

  @Test
  void what_was_called_before_the_last_answer_and_never_ends_has_none() {
    int first = call(0, "write");
    for (int i = 0; i < 29; i++) {
      call(0, "write");
    }
    end(2, first, TraceEvent.Ending.OK);
    run.add(new TraceEvent.Violated(1_000 * MILLI, "p", "", List.of()));

    assertThat(stopped()).containsExactly("write 29");
  }

  @Test
  void what_nodes_say_since_the_stopped_kind_had_its_last_answer_is_in_the_way() {
    answered(0, "write");
    for (int i = 1; i < 20; i++) {
      end(i * 100 + 90, call(i * 100, "write"), TraceEvent.Ending.INDETERMINATE);
      run.add(new TraceEvent.Remarked((i * 100 + 91) * MILLI, "n", "ERROR refused " + i));
      answered(i * 100 + 92, "read");
    }
    call(2_000, "read");
    call(2_000, "read");

    assertThat(stopped()).containsExactly("write 19");
    assertThat(new InTheWay(run).lines())
        .contains("n says 19 times, first at 0.191s: ERROR refused 1");
  }
}
