package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.report.Columns.Row;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private final Recording recording = new Recording();

  @Test
  void a_delivery_is_related_to_its_sending_on_its_own_link() {
    recording.on(new TraceEvent.Sent(1, "a", "b", 7, "to b"));
    recording.on(new TraceEvent.Sent(1, "b", "a", 7, "to a"));
    recording.on(new TraceEvent.Delivered(2, "a", "b", 7, "to b"));
    recording.on(new TraceEvent.Delivered(3, "b", "a", 7, "to a"));
    assertThat(row(2).related()).isEqualTo(0);
    assertThat(row(3).related()).isEqualTo(1);
    assertThat(row(2)).extracting(this::lane, this::peer).containsExactly("b", "a");
  }

  @Test
  void a_second_delivery_counts_as_one() {
    recording.on(new TraceEvent.Sent(1, "a", "b", 0, "x"));
    recording.on(new TraceEvent.Duplicated(1, "a", "b", 0, "x"));
    recording.on(new TraceEvent.Delivered(2, "a", "b", 0, "x"));
    recording.on(new TraceEvent.Delivered(3, "a", "b", 0, "x"));
    assertThat(List.of(row(2).code(), row(3).code())).containsExactly(1, 2);
    assertThat(row(1).related()).isEqualTo(0);
  }

  @Test
  void a_delivery_without_its_sending_is_kept() {
    recording.on(new TraceEvent.Delivered(2, "a", "b", 9, "late"));
    assertThat(row(0).related()).isEqualTo(Columns.NONE);
    assertThat(text(row(0))).isEqualTo("late");
  }

  @Test
  void a_message_says_what_it_said_when_it_was_sent() {
    List<String> mutable = new ArrayList<>(List.of("before"));
    recording.on(new TraceEvent.Sent(1, "a", "b", 0, mutable));
    mutable.set(0, "after");
    recording.on(new TraceEvent.Delivered(2, "a", "b", 0, mutable));
    assertThat(text(row(1))).isEqualTo("[before]");
  }

  @Test
  void a_corrupted_message_says_what_arrived() {
    recording.on(new TraceEvent.Sent(1, "a", "b", 0, new byte[] {1, 2}));
    recording.on(new TraceEvent.Delivered(2, "a", "b", 0, new byte[] {1, 3}));
    assertThat(text(row(0))).isEqualTo("2 bytes: 01 02");
    assertThat(text(row(1))).isEqualTo("2 bytes: 01 03");
  }

  @Test
  void a_loss_lies_on_the_sender_and_says_why() {
    recording.on(new TraceEvent.Sent(1, "a", "b", 0, "x"));
    recording.on(new TraceEvent.Lost(4, "a", "b", 0, "x", LossReason.QUEUE_FULL));
    assertThat(lane(row(1))).isEqualTo("a");
    assertThat(Phrases.reason(row(1))).isEqualTo("queue full");
  }

  @Test
  void a_fault_ends_where_it_began_even_among_equals() {
    Fault pause = new Fault.Pause("a", Duration.ofSeconds(1));
    recording.on(new TraceEvent.FaultBegan(1, pause));
    recording.on(new TraceEvent.FaultBegan(2, pause));
    recording.on(new TraceEvent.FaultEnded(3, pause));
    recording.on(new TraceEvent.FaultEnded(4, pause));
    assertThat(List.of(row(2).related(), row(3).related())).containsExactly(0, 1);
    assertThat(recording.faults()).hasSize(2);
  }

  @Test
  void who_calls_operations_is_a_client() {
    recording.on(new TraceEvent.Invoked(1, "c", 3, "read"));
    recording.on(new TraceEvent.Completed(2, "c", 3, TraceEvent.Ending.INDETERMINATE, "timeout"));
    recording.on(new TraceEvent.Remarked(2, "n", "hello"));
    assertThat(row(1).related()).isEqualTo(0);
    assertThat(recording.isClient("c")).isTrue();
    assertThat(recording.isClient("n")).isFalse();
  }

  @Test
  void events_out_of_order_are_refused() {
    recording.on(new TraceEvent.Healed(5));
    assertThatThrownBy(() -> recording.on(new TraceEvent.Healed(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("after 5 ns");
  }

  private Row row(int i) {
    return recording.columns().row(i);
  }

  private String lane(Row row) {
    return recording.lanes().get(row.lane());
  }

  private String peer(Row row) {
    return recording.lanes().get(row.peer());
  }

  private String text(Row row) {
    return recording.string(row.text());
  }
}
