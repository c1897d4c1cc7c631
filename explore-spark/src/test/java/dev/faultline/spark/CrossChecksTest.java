package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Ranges;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Issue 22: executors that do not agree, or do not have the same code, are named. */
final class CrossChecksTest {
  private static long[] hashes(CampaignPlan plan) {
    return new Ranges(plan).run(10, 20).traceHashes();
  }

  private static CrossChecks.First first(CampaignPlan plan) {
    return new CrossChecks.First(new Span(1, 10, 20), "1", "one machine", hashes(plan));
  }

  @Test
  void two_executors_that_agree_have_nothing_to_say() {
    CampaignPlan plan = SparkEngineTest.plan(100, 50).withAll(true);

    assertThat(CrossChecks.compare(first(plan), "the other", hashes(plan), i -> 100 + i)).isNull();
  }

  @Test
  void two_executors_that_do_not_agree_are_a_leak_that_names_both_and_the_first_seed() {
    CrossChecks.First first = first(SparkEngineTest.plan(100, 50).withAll(true));
    long[] other = hashes(SparkEngineTest.plan(100, 50).withAll(true));
    other[3]++;
    CrossChecks.Contradiction found =
        CrossChecks.compare(first, "the other machine", other, i -> 100 + i);

    assertThat(found).isNotNull();
    assertThat(found.index()).isEqualTo(13);
    assertThat(found.leak().seed()).isEqualTo(113);
    assertThat(found.leak().summary()).contains("seed 113", "one machine", "the other machine");
  }

  @Test
  void a_range_that_ends_earlier_elsewhere_is_a_leak_too() {
    CrossChecks.First first = first(SparkEngineTest.plan(100, 50).withAll(true));
    CrossChecks.Contradiction found =
        CrossChecks.compare(first, "the other", Arrays.copyOf(first.hashes(), 4), i -> 100 + i);

    assertThat(found).isNotNull();
    assertThat(found.index()).isEqualTo(14);
  }

  @Test
  void a_span_waits_for_another_executor_than_its_own() {
    CrossChecks checks = new CrossChecks();
    CrossChecks.First first = first(SparkEngineTest.plan(100, 50).withAll(true));
    checks.add(first);

    assertThat(checks.takeFor(Set.of("1"))).isEmpty();
    assertThat(checks.takeFor(Set.of("1", "2"))).containsExactly(first);
    assertThat(checks.takeFor(Set.of("1", "2"))).isEmpty();
    checks.add(first);
    checks.limit(10);
    assertThat(checks.takeFor(Set.of("2"))).isEmpty();
  }

  @Test
  void one_span_in_a_hundred_is_run_twice() {
    long chosen = IntStream.range(0, 1000).filter(CrossChecks::chosen).count();
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
