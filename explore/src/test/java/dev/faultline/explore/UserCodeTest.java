package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.Violation;
import dev.faultline.sim.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Issue 11, fault 7: one rule for all code of the program. */
final class UserCodeTest {
  private static void wrong() {
    throw new AssertionError("expected 2 but was 3");
  }

  private static boolean wrongCondition() {
    wrong();
    return true;
  }

  private static <T> T wrongAnswer() {
    throw new AssertionError("expected 2 but was 3");
  }

  private interface Adds {
    void to(World world);
  }

  private static Violation violation(Adds part) {
    CampaignPlan plan =
        Toys.plan(
            world -> {
              Toys.sound(world);
              part.to(world);
            },
            1,
            1);
    CampaignResult result = new Campaign(plan).run();
    assertThat(result.leak()).isNull();
    assertThat(result.findings()).hasSize(1);
    Violation violation = result.findings().getFirst().violation();
    assertThat(violation.detail()).contains("expected 2 but was 3");
    assertThat(violation.thrown()).isInstanceOf(AssertionError.class);
    assertThat(violation.thrown().getStackTrace())
        .anySatisfy(
            frame -> assertThat(frame.getClassName()).isEqualTo(UserCodeTest.class.getName()));
    Shrunk shrunk =
        Shrinker.shrink(
            plan, result.findings().getFirst(), new ShrinkBudget(100, Duration.ofMinutes(1)));
    assertThat(shrunk.after().violation().property()).isEqualTo(violation.property());
    return violation;
  }

  @Test
  void an_assertion_that_fails_in_a_check_is_a_finding_of_that_check() {
    assertThat(violation(world -> world.check("sum", UserCodeTest::wrongAnswer)).property())
        .isEqualTo("sum");
  }

  @Test
  void an_assertion_that_fails_at_the_end_is_a_finding_of_that_property() {
    assertThat(violation(world -> world.atEnd("sum", UserCodeTest::wrongCondition)).property())
        .isEqualTo("sum");
  }

  @Test
  void an_assertion_that_fails_in_an_outcome_is_a_finding() {
    assertThat(violation(world -> world.outcome(UserCodeTest::wrongAnswer)).property())
        .isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
  }

  @Test
  void an_assertion_that_fails_in_a_digest_is_a_finding() {
    assertThat(violation(world -> world.digest(UserCodeTest::wrongAnswer)).property())
        .isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
  }

  @Test
  void an_assertion_that_fails_in_what_the_program_does_at_a_time_is_a_finding() {
    Violation violation = violation(world -> world.at(Duration.ofSeconds(2), UserCodeTest::wrong));

    assertThat(violation.property()).isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
    assertThat(violation.detail()).startsWith("what the program does at 2.000s threw ");
    assertThat(violation.nanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void a_stack_that_overflows_in_a_condition_is_a_finding() {
    CampaignPlan plan =
        Toys.plan(
            world -> {
              Toys.sound(world);
              world.always("deep", () -> endless(0) > 0);
            },
            1,
            1);

    assertThat(new Campaign(plan).run().findings()).hasSize(1);
  }

  private static int endless(int depth) {
    return depth < 0 ? 0 : endless(depth + 1) + 1;
  }
}
