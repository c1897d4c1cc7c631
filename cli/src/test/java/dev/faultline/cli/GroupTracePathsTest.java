package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.cli.GroupTrace.Event;
import dev.faultline.cli.GroupTrace.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupTracePathsTest {
  private static final long WRITE_NANOS = 100_000_000;

  private final List<Event> events = new ArrayList<>();

  private void at(int millis, String process, Step step, String peer) {
    events.add(new Event(process, step, peer, millis * 1_000_000L));
  }

  /** One that does not count, since the first half is code that is not warm. */
  private List<String> told() {
    List<Event> twice = new ArrayList<>(events);
    events.forEach(each ->
        twice.add(new Event(each.process(), each.step(), each.peer(), each.nanos() + WRITE_NANOS)));
    return new GroupTracePaths(twice).tell(1);
  }

  private void asks() {
    at(0, "client", Step.CALLED, "");
    at(1, "client", Step.SENT, "a");
    at(2, "client", Step.SENT, "b");
    at(3, "client", Step.LEFT, "");
  }

  @Test
  void the_way_of_a_write_leads_over_the_member_whose_answer_ended_it() {
    asks();
    at(4, "a", Step.WOKE, "");
    at(6, "a", Step.RECEIVED, "client");
    at(7, "a", Step.SYNCING, "");
    at(11, "a", Step.SYNCED, "");
    at(12, "a", Step.SENT, "client");
    at(13, "a", Step.LEFT, "");
    // The other is as far, and answers too late to count.
    at(5, "b", Step.WOKE, "");
    at(6, "b", Step.RECEIVED, "client");
    at(7, "b", Step.SYNCING, "");
    at(30, "b", Step.SYNCED, "");
    at(15, "client", Step.WOKE, "");
    at(18, "client", Step.RECEIVED, "a");
    at(19, "client", Step.ENDED, "");

    assertThat(told())
        .startsWith("1 warm writes traced, the ways of 0 others are not whole")
        .contains(
            "  client has sent it                            2.000  2.000",
            "  member that answers wakes                     1.000  1.000",
            "  member that answers has it                    2.000  2.000",
            "  member that answers has synced                4.000  4.000",
            "  client wakes                                  2.000  2.000",
            "  in all                                       19.000 19.000",
            "  to sync                                       4.000  4.000",
            "  in the link of who receives                   5.000  5.000")
        .noneMatch(line -> line.contains("another member"));
  }

  @Test
  void what_came_while_its_receiver_was_syncing_did_not_hold_the_write_up() {
    asks();
    at(4, "a", Step.RECEIVED, "client");
    at(5, "a", Step.SENT, "b");
    at(6, "a", Step.LEFT, "");
    at(7, "a", Step.SYNCING, "");
    at(8, "b", Step.RECEIVED, "a");
    at(9, "b", Step.SYNCING, "");
    at(10, "b", Step.SYNCED, "");
    at(11, "b", Step.SENT, "a");
    at(12, "b", Step.LEFT, "");
    at(20, "a", Step.SYNCED, "");
    at(21, "a", Step.RECEIVED, "b");
    at(22, "a", Step.SENT, "client");
    at(23, "a", Step.LEFT, "");
    at(24, "client", Step.RECEIVED, "a");
    at(25, "client", Step.ENDED, "");

    assertThat(told())
        .contains("  member that answers has synced               13.000 13.000")
        .noneMatch(line -> line.contains("another member"));
  }

  @Test
  void a_way_with_a_message_that_nobody_sent_is_not_whole() {
    asks();
    at(24, "client", Step.RECEIVED, "c");
    at(25, "client", Step.ENDED, "");

    assertThat(told()).startsWith("0 warm writes traced, the ways of 1 others are not whole");
  }
}
