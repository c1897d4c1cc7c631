package dev.faultline.explore.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryTest {
  @Test
  void a_shrunk_run_is_told_from_the_lost_message_to_the_violation() {
    // Without faults inside steps, so that it takes a lost message.
    CampaignPlan plan =
        Toys.plan(Toys::doubleCounting, 1, 500)
            .withStrategy(Strategy.RANDOM)
            .withMix(FaultMix.DEFAULT.withPace(0));
    Finding finding = new Campaign(plan).run().findings().getFirst();
    Shrunk shrunk = Shrinker.shrink(plan, finding, new ShrinkBudget(3_000, Duration.ofMinutes(5)));
    assertThat(shrunk).isNotNull();
    List<TraceEvent> run = new ArrayList<>();
    Replay.of(shrunk.after().replay(), Toys.scenario(Toys::doubleCounting), run::add);

    List<String> story = Story.of(run);

    assertThat(story).hasSizeLessThanOrEqualTo(Story.MAX_LINES);
    assertThat(story.getFirst()).startsWith(" 1. ");
    assertThat(story.getLast()).contains("VIOLATED each increment counts once");
    assertThat(story).anySatisfy(line -> assertThat(line).contains("lost (network)"));
  }

  private static final long SECOND = 1_000_000_000L;

  @Test
  void what_a_node_says_counts_more_than_requests_of_which_nobody_knows_that_they_matter() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Started(0, "raft", 1));
    run.add(new TraceEvent.Remarked(1 * SECOND, "raft", "refuses every append"));
    for (int i = 1; i <= 100; i++) {
      run.add(new TraceEvent.Invoked(i * SECOND, "client", i, "write"));
    }
    run.add(new TraceEvent.TimerFired(200 * SECOND, "raft", "tick"));
    run.add(new TraceEvent.Violated(300 * SECOND, "progress", "there is none", List.of()));

    List<String> story = Story.of(run);

    assertThat(story).hasSize(Story.MAX_LINES).anyMatch(line -> line.contains("refuses every"));
  }

  @Test
  void what_matters_least_is_left_out_first_and_that_is_said() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Started(0, "n2", 1));
    run.add(new TraceEvent.FaultBegan(1, new Fault.Pause("n1", Duration.ofSeconds(1))));
    for (int i = 1; i <= 100; i++) {
      run.add(
          new TraceEvent.Lost(
              2 * i * SECOND, "n1", "n2", i, "ping", TraceEvent.LossReason.NETWORK));
    }
    run.add(new TraceEvent.Violated(300 * SECOND, "all is well", "it is not", List.of()));

    List<String> story = Story.of(run);

    assertThat(story).hasSize(Story.MAX_LINES);
    assertThat(story.getFirst()).contains("fault: pause node=n1");
    assertThat(story.get(Story.MAX_LINES - 2)).contains("VIOLATED");
    assertThat(story.getLast()).contains("78 more lines are left out");
  }

  private static void message(List<TraceEvent> run, long at, String from, String to, String what) {
    long ordinal = run.size();
    run.add(new TraceEvent.Sent(at, from, to, ordinal, what));
    run.add(new TraceEvent.Delivered(at + 1, from, to, ordinal, what));
  }

  @Test
  void of_the_messages_those_are_told_that_led_straight_to_the_violation() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.TimerFired(1, "a", "go"));
    message(run, 1, "a", "b", "ask");
    for (int i = 0; i < 50; i++) {
      message(run, 10 + i, "x", "y", "chatter");
      message(run, 10 + i, "x", "c", "gossip");
    }
    int answered = run.size();
    message(run, 100, "a", "b", "please");
    message(run, 102, "b", "c", "answer");
    run.add(new TraceEvent.Violated(103, "all is well", "it is not", List.of()));

    List<String> story = Story.of(run);

    // The two messages that c got before are told as well: they made its state what it was.
    assertThat(story).hasSize(5);
    assertThat(story.get(0)).contains("x -> c").contains("gossip");
    assertThat(story.get(1)).contains("x -> c").contains("gossip");
    assertThat(story.get(2)).contains("a -> b #" + answered + " delivers please");
    assertThat(story.get(3)).contains("b -> c").contains("answer");
  }

  @Test
  void what_a_node_says_in_the_step_that_shows_the_violation_is_told() {
    List<TraceEvent> run = new ArrayList<>();
    message(run, 1, "a", "b", "hello");
    run.add(new TraceEvent.TimerFired(5, "b", "late"));
    run.add(new TraceEvent.Remarked(5, "b", "no decision: aborted"));
    run.add(new TraceEvent.Violated(5, "both decide alike", "they do not", List.of()));

    assertThat(Story.of(run))
        .anySatisfy(line -> assertThat(line).endsWith("b: no decision: aborted"));
  }

  @Test
  void remarks_of_a_node_that_differ_in_their_numbers_are_the_first_and_the_last_ones() {
    List<TraceEvent> run = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      run.add(new TraceEvent.Remarked(i * SECOND, "a", "printed in round " + i));
    }
    run.add(new TraceEvent.TimerFired(10 * SECOND, "a", "late"));
    run.add(new TraceEvent.Violated(10 * SECOND, "all is well", "it is not", List.of()));

    assertThat(Story.of(run))
        .hasSize(4)
        .first()
        .asString()
        .endsWith("a: printed in round 1; 8 more like it");
    assertThat(Story.of(run).get(1)).endsWith("a: printed in round 8");
    assertThat(Story.of(run).get(2)).endsWith("a: printed in round 9");
  }

  @Test
  void what_a_node_says_that_the_violation_does_not_depend_on_is_not_told() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Remarked(1, "a", "leads in term 1"));
    run.add(new TraceEvent.Remarked(1, "d", "leads in term 1"));
    run.add(new TraceEvent.Remarked(2, "stranger", "all quiet"));
    message(run, 3, "a", "b", "hello");
    message(run, 3, "d", "b", "hello");
    run.add(new TraceEvent.Remarked(5, "a", "too late to matter"));
    run.add(new TraceEvent.Violated(6, "all is well", "it is not", List.of()));

    List<String> story = Story.of(run);

    assertThat(story)
        .anySatisfy(line -> assertThat(line).endsWith("a: leads in term 1 (and d)"))
        .noneSatisfy(line -> assertThat(line).contains("all quiet"))
        .noneSatisfy(line -> assertThat(line).contains("too late to matter"));
  }

  @Test
  void of_the_operations_those_are_told_that_suffice_to_show_the_violation() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Invoked(1, "c1", 0, "write 1"));
    run.add(new TraceEvent.Completed(2, "c1", 0, TraceEvent.Ending.OK, "ok"));
    run.add(new TraceEvent.Invoked(3, "c2", 1, "write 2"));
    run.add(new TraceEvent.Completed(4, "c2", 1, TraceEvent.Ending.OK, "ok"));
    run.add(new TraceEvent.Invoked(5, "c3", 2, "write 3"));
    message(run, 6, "server", "c1", "stale");
    run.add(new TraceEvent.Invoked(6, "c1", 3, "read"));
    run.add(new TraceEvent.Completed(8, "c1", 3, TraceEvent.Ending.OK, "0"));
    run.add(new TraceEvent.Violated(9, "linearizable", "it is not", List.of(1, 2, 3)));

    List<String> story = Story.of(run);

    assertThat(story)
        .noneSatisfy(line -> assertThat(line).contains("write 1"))
        .anySatisfy(line -> assertThat(line).contains("write 2"))
        .anySatisfy(line -> assertThat(line).contains("write 3").contains("gets no answer"))
        .anySatisfy(line -> assertThat(line).contains("read (3)"))
        .anySatisfy(line -> assertThat(line).contains("server -> c1").contains("stale"));
  }

  @Test
  void messages_that_a_fault_took_are_counted_with_it() {
    Fault cut =
        new Fault.Partition(
            PartitionShape.HALVES, List.of(List.of("a"), List.of("b")), Duration.ofSeconds(1));
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Started(0, "b", 1));
    run.add(new TraceEvent.FaultBegan(1, cut));
    run.add(new TraceEvent.Lost(2, "a", "b", 0, "ping", TraceEvent.LossReason.CUT));
    run.add(new TraceEvent.Lost(3, "a", "b", 1, "ping", TraceEvent.LossReason.CUT));
    run.add(new TraceEvent.FaultEnded(4, cut));
    run.add(new TraceEvent.Lost(5, "a", "b", 2, "ping", TraceEvent.LossReason.NETWORK));
    run.add(new TraceEvent.Violated(6, "all is well", "it is not", List.of()));

    assertThat(Story.of(run))
        .hasSize(3)
        .anySatisfy(line ->
            assertThat(line)
                .contains("partition")
                .endsWith("; it takes a -> b #0 ping and a -> b #1 ping"))
        .anySatisfy(line -> assertThat(line).contains("#2 lost (network)"));
  }

  @Test
  void a_message_that_a_delay_made_late_says_when_it_was_sent() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(
        new TraceEvent.FaultBegan(
            0, new Fault.LinkDelay("a", "b", Duration.ofSeconds(5), Duration.ofSeconds(1))));
    run.add(new TraceEvent.Sent(SECOND, "a", "b", 7, "late"));
    for (int i = 0; i < 5; i++) {
      message(run, 2 * SECOND, "c", "b", "chatter");
    }
    run.add(new TraceEvent.Delivered(6 * SECOND, "a", "b", 7, "late"));
    run.add(new TraceEvent.Violated(6 * SECOND, "all is well", "it is not", List.of()));

    assertThat(Story.of(run))
        .anySatisfy(line -> assertThat(line).contains("delivers late, sent at 1.000s"))
        .noneSatisfy(line -> assertThat(line).contains("chatter, sent at"));
  }

  @Test
  void nodes_that_never_came_up_are_one_line() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Started(0, "a", 1));
    run.add(new TraceEvent.Lost(2, "a", "c", 0, "ping", TraceEvent.LossReason.RECEIVER_DOWN));
    run.add(new TraceEvent.Lost(3, "a", "b", 1, "ping", TraceEvent.LossReason.RECEIVER_DOWN));
    run.add(new TraceEvent.Violated(6, "all is well", "it is not", List.of()));

    assertThat(Story.of(run)).hasSize(2).first().asString().endsWith("b, c do not start");
  }

  @Test
  void messages_that_a_link_lost_in_one_go_are_one_line() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Lost(0, "n1", "n2", 0, "ping", TraceEvent.LossReason.RECEIVER_DOWN));
    run.add(new TraceEvent.Started(0, "n2", 1));
    for (int i = 0; i < 10; i++) {
      run.add(
          new TraceEvent.Lost(
              i * 1_000_000L, "n1", "n2", i, "ping", TraceEvent.LossReason.QUEUE_FULL));
    }

    assertThat(Story.of(run)).singleElement().asString().contains("10 messages lost (queue full)");
  }

  @Test
  void an_operation_is_one_line_with_its_result() {
    List<TraceEvent> run =
        List.of(
            new TraceEvent.Invoked(1_000_000, "c1", 0, "read"),
            new TraceEvent.Invoked(2_000_000, "c2", 1, "write 5"),
            new TraceEvent.Completed(3_000_000, "c1", 0, TraceEvent.Ending.OK, "7"));

    assertThat(Story.of(run))
        .containsExactly(
            " 1.       0.001s  c1 calls read (0); at 0.003s gets 7",
            " 2.       0.002s  c2 calls write 5 (1), and gets no answer");
  }
}
