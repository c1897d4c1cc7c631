package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Leak;
import dev.faultline.explore.Ranges;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Issue 22: executors that do not agree, or do not have the same code, are named. */
final class CrossChecksTest {
  private static Reply reply(CampaignPlan plan, String machine) {
    Part part = new Ranges(plan).run(10, 20);
    byte[] bytes = PartCodec.encode(part, plan.mix());
    return new Reply(new Span(1, 10, 20), machine, "host", machine, bytes, null, 1);
  }

  @Test
  void two_executors_that_agree_hand_in_what_they_have() {
    CampaignPlan plan = SparkEngineTest.plan(100, 50).withAll(true);
    Part part = CrossChecks.agreed(reply(plan, "one"), reply(plan, "other"), 100);

    assertThat(part.closed()).isFalse();
    assertThat(part.worlds()).isEqualTo(10);
  }

  @Test
  void two_executors_that_do_not_agree_are_a_leak_that_names_both_and_the_first_seed() {
    CampaignPlan plan = SparkEngineTest.plan(100, 50).withAll(true);
    Reply other = reply(SparkEngineTest.plan(101, 50).withAll(true), "the other machine");
    Part part = CrossChecks.agreed(reply(plan, "one machine"), other, 100);

    Leak leak = PartCodec.decode(PartCodec.encode(part, plan.mix())).leak();
    assertThat(part.closed()).isTrue();
    assertThat(part.to()).isEqualTo(11);
    assertThat(leak).isNotNull();
    assertThat(leak.seed()).isEqualTo(110);
    assertThat(leak.summary()).contains("seed 110", "one machine", "the other machine");
  }

  @Test
  void one_span_in_a_hundred_is_run_twice() {
    long chosen =
        IntStream.range(0, 1000).filter(i -> CrossChecks.chosen(new Span(i, i, i + 1))).count();
    assertThat(chosen).isEqualTo(10);
  }

  @Test
  void an_executor_with_another_version_is_refused_with_what_differs() {
    Code here = Code.ofDriver(List.of());
    assertThat(here.differsHere()).isNull();
    assertThat(new Code(24, here.faultline(), here.guarded(), new TreeMap<>()).differsHere())
        .contains("runs Java 25")
        .contains("Java 24");
    String other = "0".repeat(64);
    assertThat(new Code(here.java(), other, here.guarded(), new TreeMap<>()).differsHere())
        .contains("another Faultline")
        .contains("000000000000");
    assertThat(
            new Code(here.java(), here.faultline(), !here.guarded(), new TreeMap<>()).differsHere())
        .contains("agent");
  }
}
