package dev.faultline.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Outcome<String> DONE = new Outcome.Ok<>("done");
  private static final Outcome<String> LOST = new Outcome.Indeterminate<>("lost");

  private final HistoryRecorder<String, String> recorder = new HistoryRecorder<>();

  @Test
  void the_recorder_orders_calls_and_returns_as_it_is_told() {
    int first = recorder.invoke(0, "a", 10);
    int second = recorder.invoke(1, "b", 11);
    recorder.ok(second, "B", 12);
    recorder.fail(first, "refused", 13);

    assertThat(recorder.history().operations())
        .containsExactly(
            new Operation<>(0, "a", new Outcome.Fail<>("refused"), 0, 3, 10, 13),
            new Operation<>(1, "b", new Outcome.Ok<>("B"), 1, 2, 11, 12));
  }

  @Test
  void an_operation_still_open_is_indeterminate_in_the_history() {
    recorder.invoke(7, "a", 1);

    var op = recorder.history().operations().get(0);
    assertThat(op.isIndeterminate()).isTrue();
    assertThat(op.returned()).isEqualTo(Operation.NEVER);
  }

  @Test
  void a_client_is_retired_by_an_indeterminate_operation() {
    recorder.indeterminate(recorder.invoke(0, "a", 1), "timeout", 2);

    assertThatIllegalStateException().isThrownBy(() -> recorder.invoke(0, "b", 3));
    assertThat(recorder.newClient()).isEqualTo(1);
  }

  @Test
  void an_operation_ends_only_once() {
    int id = recorder.invoke(0, "a", 1);
    recorder.ok(id, "A", 2);

    assertThatIllegalStateException().isThrownBy(() -> recorder.ok(id, "A", 3));
  }

  @Test
  void operations_of_a_client_may_not_overlap() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            History.of(List.of(Operation.of(0, "a", DONE, 0, 2), Operation.of(0, "b", DONE, 1, 3))))
        .withMessageContaining("client 0 called at 1 while its operation of 0 was open");
  }

  @Test
  void two_events_may_not_share_a_position() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            History.of(List.of(Operation.of(0, "a", DONE, 0, 2), Operation.of(1, "b", DONE, 2, 3))))
        .withMessageContaining("position 2");
  }

  @Test
  void exactly_indeterminate_operations_never_return() {
    assertThatIllegalArgumentException().isThrownBy(() -> Operation.of(0, "a", LOST, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operation.of(0, "a", DONE, 0, Operation.NEVER));
  }

  @Test
  void a_prefix_has_open_operations_demoted_and_later_ones_removed() {
    var history =
        History.of(
            List.of(
                Operation.of(0, "a", DONE, 0, 1),
                Operation.of(0, "b", DONE, 2, 5),
                Operation.of(1, "c", DONE, 4, 6)));

    var prefix = history.until(3);

    assertThat(prefix.size()).isEqualTo(2);
    assertThat(prefix.operations().get(1).isIndeterminate()).isTrue();
  }
}
