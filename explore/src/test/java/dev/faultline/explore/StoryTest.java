package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.sim.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryTest {
  @Test
  void a_shrunk_run_is_told_from_the_lost_message_to_the_violation() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 1, 500).withStrategy(Strategy.RANDOM);
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

  @Test
  void what_matters_least_is_left_out_first_and_that_is_said() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.FaultBegan(1, new Fault.Pause("n1", Duration.ofSeconds(1))));
    for (int i = 0; i < 100; i++) {
      run.add(new TraceEvent.Remarked(2 + i, "n1", "still there"));
    }
    run.add(new TraceEvent.Violated(200, "all is well", "it is not"));

    List<String> story = Story.of(run);

    assertThat(story).hasSize(Story.MAX_LINES);
    assertThat(story.getFirst()).contains("fault: pause node=n1");
    assertThat(story.get(Story.MAX_LINES - 2)).contains("VIOLATED");
    assertThat(story.getLast()).contains("63 more lines are left out");
  }

  @Test
  void of_the_deliveries_only_the_latest_after_the_first_trouble_are_told() {
    List<TraceEvent> run = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (i == 195) {
        run.add(new TraceEvent.FaultBegan(i, new Fault.Pause("n3", Duration.ofSeconds(1))));
      }
      run.add(new TraceEvent.Sent(i, "n1", "n2", i, "ping"));
      run.add(new TraceEvent.Delivered(i, "n1", "n2", i, "ping"));
    }
    run.add(new TraceEvent.Violated(200, "all is well", "it is not"));

    List<String> story = Story.of(run);

    assertThat(story).hasSize(7);
    assertThat(story.get(1)).contains("#195 delivers ping");
  }

  @Test
  void messages_that_a_link_lost_in_one_go_are_one_line() {
    List<TraceEvent> run = new ArrayList<>();
    run.add(new TraceEvent.Lost(0, "n1", "n2", 0, "ping", TraceEvent.LossReason.RECEIVER_DOWN));
    run.add(new TraceEvent.Started(0, "n2", 1));
    for (int i = 0; i < 10; i++) {
      run.add(
          new TraceEvent.Lost(i * 1_000_000L, "n1", "n2", i, "ping", TraceEvent.LossReason.CUT));
    }

    assertThat(Story.of(run)).singleElement().asString().contains("10 messages lost (cut)");
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
            " 2.       0.002s  c2 calls write 5 (1), and is not answered");
  }
}
