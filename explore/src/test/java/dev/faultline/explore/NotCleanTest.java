package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A campaign without findings may still have shown nothing. */
class NotCleanTest {
  private static CampaignResult result(
      int worlds,
      int violating,
      List<CampaignResult.Inconclusive> inconclusive,
      @Nullable String stuck,
      @Nullable RuntimeException failure,
      boolean interrupted) {
    return new CampaignResult(
        worlds,
        0,
        0,
        List.of(),
        violating,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        null,
        "",
        inconclusive,
        inconclusive.size(),
        null,
        stuck,
        failure,
        interrupted,
        0,
        0,
        0,
        CampaignSurvey.NONE);
  }

  @Test
  void all_worlds_and_nothing_wrong_is_clean() {
    CampaignResult clean = result(100, 0, List.of(), null, null, false);
    assertThat(clean.notClean(100)).isEmpty();
    assertThat(clean.broken()).isEmpty();
  }

  @Test
  void fewer_worlds_than_asked_for_are_not() {
    CampaignResult few = result(99, 0, List.of(), null, null, false);
    assertThat(few.notClean(100)).containsExactly("99 worlds were run, but 100 were asked for");
  }

  @Test
  void violations_and_inconclusive_worlds_are_counted_even_if_none_was_kept() {
    CampaignResult result =
        result(100, 3, List.of(new CampaignResult.Inconclusive(7, "no time")), null, null, false);
    assertThat(result.notClean(100))
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("3 worlds violated"),
            reason ->
                assertThat(reason).contains("1 worlds were inconclusive").contains("no time"));
    assertThat(result.broken()).isEmpty();
  }

  @Test
  void what_ends_a_campaign_from_within_or_outside_is_named() {
    CampaignResult result =
        result(100, 0, List.of(), "thread 1 in a loop", new IllegalStateException("broken"), true);
    assertThat(result.broken())
        .satisfiesExactly(
            reason -> assertThat(reason).contains("thread 1 in a loop"),
            reason -> assertThat(reason).contains("broken"),
            reason -> assertThat(reason).contains("interrupted"));
    assertThat(result.notClean(100)).containsAll(result.broken());
  }
}
