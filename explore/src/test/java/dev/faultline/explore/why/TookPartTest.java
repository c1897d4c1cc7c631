package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Issue 21: for answers that contradict each other, which nodes could know of what. */
final class TookPartTest {
  private final List<TraceEvent> run = new ArrayList<>();
  private final Map<String, Long> sent = new LinkedHashMap<>();
  private long now;

  private void call(int operation, String what) {
    run.add(new TraceEvent.Invoked(++now, "client", operation, what));
  }

  private void answer(int operation, String what) {
    run.add(new TraceEvent.Completed(++now, "client", operation, TraceEvent.Ending.OK, what));
  }

  private void message(String from, String to) {
    long number = sent.merge(from + to, 1L, Long::sum);
    run.add(new TraceEvent.Sent(++now, from, to, number, "m"));
    run.add(new TraceEvent.Delivered(++now, from, to, number, "m"));
  }

  private void ask(int operation, String what, String server, String... helpers) {
    call(operation, what);
    message("client", server);
    for (String helper : helpers) {
      message(server, helper);
      message(helper, server);
    }
    message(server, "client");
    answer(operation, "x");
  }

  private List<String> lines() {
    return TookPart.of(
        new Violation("p", "", now, null, Violation.Judged.AT_END, List.of(0, 1), List.of()), run);
  }

  @Test
  void nodes_that_heard_nothing_of_an_earlier_operation_are_said_to_have_not() {
    ask(0, "write 8", "a");
    ask(1, "read", "b", "c");

    assertThat(lines())
        .containsExactly(
            "client calls write 8 (0): a",
            "client calls read (1): b, c; none of them had heard of (0)");
  }

  @Test
  void word_that_came_in_between_is_word() {
    ask(0, "write 8", "a");
    message("a", "c");
    ask(1, "read", "b", "c");

    assertThat(lines())
        .last()
        .isEqualTo(
            "client calls read (1): b, c; none of them took part in (0), and the first word of it"
                + " was a -> c #1 delivers m");
  }

  @Test
  void where_a_node_took_part_in_both_no_word_is_named() {
    ask(0, "write 8", "a");
    ask(1, "read", "b", "a");

    assertThat(lines()).last().isEqualTo("client calls read (1): a, b");
  }

  @Test
  void word_that_came_too_late_for_the_answer_is_none() {
    ask(0, "write 8", "a");
    ask(1, "read", "b", "c");
    message("a", "c");

    assertThat(lines()).last().asString().endsWith("none of them had heard of (0)");
  }

  @Test
  void a_client_that_knows_both_does_not_tell_its_servers() {
    ask(0, "write 8", "a");
    ask(7, "read of another", "b");
    ask(1, "read", "b");

    assertThat(lines()).last().isEqualTo("client calls read (1): b; none of them had heard of (0)");
  }

  @Test
  void a_message_after_the_answer_makes_nobody_take_part() {
    call(0, "write 8");
    message("client", "a");
    message("a", "client");
    answer(0, "ok");
    message("a", "c");
    ask(1, "read", "b");

    assertThat(lines()).first().isEqualTo("client calls write 8 (0): a");
  }

  @Test
  void operations_at_the_same_time_need_not_know_of_each_other() {
    call(0, "write 8");
    message("client", "a");
    run.add(new TraceEvent.Invoked(++now, "other", 1, "read"));
    message("other", "b");
    message("b", "other");
    run.add(new TraceEvent.Completed(++now, "other", 1, TraceEvent.Ending.OK, "x"));
    message("a", "client");
    answer(0, "ok");

    assertThat(lines()).last().isEqualTo("other calls read (1): b");
  }

  @Test
  void nothing_is_said_where_the_same_nodes_took_part_in_all() {
    ask(0, "write 8", "a");
    ask(1, "read", "a");

    assertThat(lines()).isEmpty();
  }
}
