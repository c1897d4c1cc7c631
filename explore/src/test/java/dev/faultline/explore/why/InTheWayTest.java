package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 21: what is sent only since nothing goes on, and who no longer sends anything. */
final class InTheWayTest {
  private record Envelope(String to, Object message) {}

  private record Append(int index) {}

  private record Refused(int index) {}

  private static final long MILLI = 1_000_000;

  private final List<TraceEvent> run = new ArrayList<>();
  private int operation;
  private long messages;

  private void start(String... nodes) {
    for (String node : nodes) {
      run.add(new TraceEvent.Started(0, node, 1));
    }
  }

  private void send(long millis, String from, String to, Object message) {
    long number = ++messages;
    run.add(new TraceEvent.Sent(millis * MILLI, from, to, number, message));
    run.add(new TraceEvent.Delivered(millis * MILLI, from, to, number, message));
  }

  private void write(long millis, boolean answered) {
    int number = ++operation;
    run.add(new TraceEvent.Invoked(millis * MILLI, "client", number, "write"));
    send(millis, "client", "raft-1", "write");
    if (answered) {
      send(millis, "raft-1", "client", "done");
    }
    run.add(
        new TraceEvent.Completed(
            millis * MILLI,
            "client",
            number,
            answered ? TraceEvent.Ending.OK : TraceEvent.Ending.INDETERMINATE,
            "x"));
  }

  private void append(long millis, String follower, Object answer) {
    send(millis, "raft-1", follower, new Envelope(follower, new Append((int) millis)));
    send(millis, follower, "raft-1", new Envelope("raft-1", answer));
  }

  private List<String> lines() {
    run.add(new TraceEvent.Violated(10_000 * MILLI, "progress", "", List.of()));
    return new InTheWay(run).lines();
  }

  @Test
  void a_refusal_that_comes_only_since_the_last_progress_is_told_with_its_count_and_its_values() {
    start("raft-1", "raft-2", "raft-3");
    for (int i = 1; i < 90; i++) {
      append(i * 100, "raft-2", "accepted");
      append(i * 100, "raft-3", i < 20 ? "accepted" : new Refused(41));
      write(i * 100, i < 15);
    }

    assertThat(lines())
        .contains(
            "raft-3 sends raft-1 70 times, first at 2.000s and never before:"
                + " Envelope[to=raft-1, message=Refused[index=41]]")
        .noneMatch(line -> line.contains("Append["))
        .noneMatch(line -> line.startsWith("client sends"));
  }

  @Test
  void a_refusal_that_came_before_is_not_what_stands_in_the_way() {
    start("raft-1", "raft-3");
    append(50, "raft-3", new Refused(1));
    for (int i = 1; i < 90; i++) {
      append(i * 100, "raft-3", i < 20 ? "accepted" : new Refused(41));
      write(i * 100, i < 15);
    }

    assertThat(lines()).noneMatch(line -> line.contains("never before"));
  }

  @Test
  void peers_that_are_up_and_say_nothing_more_are_named_together() {
    start("raft-1", "raft-2", "raft-3");
    for (int i = 1; i < 20; i++) {
      append(i * 100, "raft-2", "accepted");
      append(i * 100, "raft-3", "accepted");
      write(i * 100, true);
    }
    run.add(new TraceEvent.Crashed(1_950 * MILLI, "raft-1", 1, List.of(), List.of(), false));
    for (int i = 20; i < 90; i++) {
      send(i * 100, "raft-2", "operator", "members");
      write(i * 100, false);
    }

    assertThat(lines())
        .contains("raft-2, raft-3 are up and send no other raft anything since 1.900s");
  }

  /** A token that goes round: what comes again and again is the progress, until it stops. */
  @Test
  void what_came_to_an_end_itself_is_not_what_stands_in_the_way_where_nobody_asks_for_anything() {
    start("printer-1", "printer-2");
    for (int i = 1; i < 20; i++) {
      send(i * 100, "printer-1", "printer-2", new Append(i));
      run.add(new TraceEvent.Remarked(i * 100 * MILLI, "printer-2", "printed in round " + i));
      send(i * 100 + 50, "printer-2", "printer-1", new Append(i));
    }

    assertThat(lines())
        .containsExactly(
            "printer-1, printer-2 are up and send no other printer anything since 1.950s at the"
                + " latest");
  }

  @Test
  void what_goes_on_to_the_end_is() {
    start("printer-1", "printer-2");
    send(100, "printer-1", "printer-2", "hello");
    for (int i = 2; i < 100; i++) {
      run.add(new TraceEvent.Remarked(i * 100 * MILLI, "printer-2", "no paper, try " + i));
    }

    assertThat(lines()).contains("printer-2 says 98 times, first at 0.200s: no paper, try 2");
  }

  @Test
  void of_which_nodes_something_is_said_is_counted_where_it_is_several() {
    start("raft-1", "raft-2", "raft-3");
    write(100, true);
    for (int i = 2; i < 60; i++) {
      String follower = i % 3 == 0 ? "raft-3" : "raft-2";
      run.add(
          new TraceEvent.Remarked(
              i * 100 * MILLI, "raft-1", "raft-1: next index 20 refused by " + follower));
    }

    assertThat(lines())
        .contains(
            "raft-1 says 58 times, first at 0.200s: raft-1: next index 20 refused by raft-2"
                + " (39 of raft-2, 19 of raft-3)");
  }

  @Test
  void that_messages_to_a_node_that_is_down_are_lost_is_not_told_beside_it() {
    start("raft-1", "raft-2", "raft-3");
    write(100, true);
    run.add(new TraceEvent.Crashed(200 * MILLI, "raft-2", 1, List.of(), List.of(), false));
    for (int i = 0; i < 5; i++) {
      for (String to : List.of("raft-2", "raft-3")) {
        run.add(
            new TraceEvent.Lost(
                (300 + i) * MILLI, "raft-1", to, i, "x", TraceEvent.LossReason.NETWORK));
      }
    }

    assertThat(lines())
        .contains("raft-2 has been down since 0.200s")
        .contains("since 0.300s all 5 messages from raft-1 to raft-3 are lost")
        .noneMatch(line -> line.contains("to raft-2"));
  }

  @Test
  void a_pause_that_is_usual_is_no_silence() {
    start("raft-1", "raft-2");
    append(100, "raft-2", "accepted");
    append(5_000, "raft-2", "accepted");
    write(5_000, true);

    assertThat(lines()).noneMatch(line -> line.contains("no other raft"));
  }

  @Test
  void what_this_run_left_out_is_not_in_the_way() {
    start("raft-1");
    write(100, true);
    run.add(
        new TraceEvent.Remarked(
            200 * MILLI,
            "world",
            "the program's Crash[n] is left out: this run is played without it"));
    run.add(new TraceEvent.Remarked(300 * MILLI, "world", "raft-1 joins"));

    assertThat(lines())
        .noneMatch(line -> line.contains("is left out"))
        .anyMatch(line -> line.endsWith("raft-1 joins"));
  }
}
