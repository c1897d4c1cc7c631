package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 11: a thread that ends where worlds are counted does not leave them out in silence. */
final class MemoryBetweenWorldsTest {
  /** As much memory as counting so many worlds takes. */
  private static final class Little implements Intake {
    private final Intake counted;
    private int worlds;

    Little(Intake counted, int worlds) {
      this.counted = counted;
      this.worlds = worlds;
    }

    @Override
    public int first() {
      return counted.first();
    }

    @Override
    public int limit() {
      return counted.limit();
    }

    @Override
    public boolean interrupted() {
      return counted.interrupted();
    }

    @Override
    public synchronized void take(Part part) {
      worlds -= part.worlds();
      if (worlds < 0) {
        throw new OutOfMemoryError("planted");
      }
      counted.take(part);
    }

    @Override
    public void contradict(int index, Leak leak) {
      counted.contradict(index, leak);
    }

    @Override
    public @Nullable Frontier frontier() {
      return counted.frontier();
    }
  }

  private static Campaign campaign(CampaignPlan plan, int worlds) {
    Engine engine =
        (all, intake) -> new LocalEngine(Sources.of(all)).run(all, new Little(intake, worlds));
    return new Campaign(plan, engine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "exhaustive"})
  void worlds_that_could_not_be_counted_fail_the_campaign(String strategy) {
    CampaignPlan plan =
        Toys.plan(Toys::sound, 7, 60).withJobs(2).withStrategy(Strategy.parse(strategy));

    assertThatThrownBy(campaign(plan, 0)::run)
        .isInstanceOf(CampaignFailure.class)
        .hasMessageContaining("OutOfMemoryError: planted");
  }

  @Test
  void what_was_found_before_is_not_lost_with_them() {
    CampaignPlan plan = Toys.plan(Toys::doubleCounting, 7, 60).withAll(true).withJobs(1);

    CampaignResult result = campaign(plan, 30).run();

    assertThat(result.findings()).isNotEmpty();
    assertThat(result.failure()).hasMessageContaining("OutOfMemoryError: planted");
  }
}
