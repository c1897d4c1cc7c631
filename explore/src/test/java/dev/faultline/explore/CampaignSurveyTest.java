package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignSurvey.Behaviours;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Pacing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CampaignSurveyTest {
  private static CampaignSurvey survey(int jobs) {
    return new Campaign(
            Toys.plan(Toys::doubleCounting, 7, 200)
                .withAll(true)
                .withJobs(jobs)
                .withRecheckEvery(5))
        .run()
        .survey();
  }

  @Test
  void it_is_the_same_for_every_number_of_jobs() {
    CampaignSurvey one = survey(1);
    CampaignSurvey three = survey(3);

    assertThat(three.reached()).isEqualTo(one.reached());
    assertThat(three.behaviours()).isEqualTo(one.behaviours()).hasSize(40);
    assertThat(three.violations()).isEqualTo(one.violations());
  }

  @Test
  void what_should_happen_has_its_worlds_and_the_first_seed_that_shows_it() {
    CampaignSurvey survey = survey(2);
    CampaignSurvey.Reached ten = survey.reached().getFirst();

    assertThat(survey.reached())
        .extracting(CampaignSurvey.Reached::name)
        .containsExactly("ten increments", "never at all");
    assertThat(ten.worlds()).isBetween(1, 200);
    assertThat(survey.reached().getLast().worlds()).isZero();
    assertThat(
            new Campaign(Toys.plan(Toys::doubleCounting, ten.firstSeed(), 1)).run().neverReached())
        .containsExactly("never at all");
    if (ten.firstSeed() > 7) {
      int before = (int) (ten.firstSeed() - 7);
      assertThat(
              new Campaign(Toys.plan(Toys::doubleCounting, 7, before).withAll(true))
                  .run()
                  .neverReached())
          .contains("ten increments");
    }
  }

  @Test
  void behaviours_only_grow_and_some_are_new_at_first() {
    List<Behaviours> curve = survey(2).behaviours();

    assertThat(curve).extracting(Behaviours::seen).isSorted();
    assertThat(curve).extracting(Behaviours::worlds).isSorted();
    assertThat(curve.getFirst().seen()).isPositive();
    assertThat(curve.getLast().seen()).isGreaterThan(curve.getFirst().seen());
  }

  @Test
  void where_no_world_is_run_twice_no_behaviour_is_seen() {
    CampaignPlan plan = Toys.plan(Toys::sound, 1, 30).withRecheckEvery(0);

    assertThat(new Campaign(plan).run().survey().behaviours()).isEmpty();
  }

  @Test
  void a_violation_that_is_frequent_does_not_displace_a_rare_one() {
    String drawnBySeed180 =
        new Campaign(Toys.plan(seldomWhereDrawn(""), 180, 1)).run().outcomes().firstKey();
    CampaignResult result =
        new Campaign(Toys.plan(seldomWhereDrawn(drawnBySeed180), 0, 200).withAll(true)).run();

    assertThat(result.survey().violations()).isEqualTo(Map.of("seldom", 1, "often", 199));
    assertThat(result.findings()).hasSize(CampaignResult.MAX_FINDINGS + 1);
    assertThat(result.findings())
        .extracting(finding -> finding.violation().property())
        .contains("seldom");
  }

  /** Violates one property in every world, but in the one where a node draws that number. */
  private static Program seldomWhereDrawn(String rare) {
    return world -> {
      world.model(SystemModel.asynchronous());
      Draw draw = new Draw();
      world.node("n", () -> draw);
      world.outcome(() -> draw.text());
      world.at(
          Duration.ofSeconds(1),
          () -> world.violation(draw.text().equals(rare) ? "seldom" : "often", "seen"));
    };
  }

  private static final class Draw implements Node {
    private int number;

    String text() {
      return Integer.toString(number);
    }

    @Override
    public void start(Env env) {
      number = env.random().nextInt();
    }

    @Override
    public void receive(Env env, Address from, Object message) {}
  }

  @Test
  void the_course_of_a_long_campaign_has_some_hundred_points() {
    Pacing pacing = new Pacing();
    for (int i = 1; i <= 100_000; i++) {
      pacing.at(i * 7_000_000L, i, 0);
    }
    List<CampaignSurvey.Pace> points =
        new ArrayList<>(pacing.endingAt(800_000_000_000L, 100_001, 1));

    assertThat(points).hasSizeBetween(60, 300);
    assertThat(points).extracting(CampaignSurvey.Pace::worlds).isSorted();
    assertThat(points.getLast()).isEqualTo(new CampaignSurvey.Pace(800_000_000_000L, 100_001, 1));
  }

  @Test
  void what_was_new_lately_is_a_share_of_all() {
    List<Behaviours> curve = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      curve.add(new Behaviours(i, i <= 50 ? i : 50));
    }
    assertThat(new CampaignSurvey(List.of(), Map.of(), curve, List.of()).newLately()).isZero();
    curve.set(99, new Behaviours(100, 100));
    assertThat(new CampaignSurvey(List.of(), Map.of(), curve, List.of()).newLately())
        .isEqualTo(0.5);
    assertThat(CampaignSurvey.NONE.newLately()).isNegative();
  }
}
