package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.ResumedSearchTest.Kept;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.campaign.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 22: a guided campaign goes on from its file, and comes to the same. */
final class ResumedGuidedTest {
  /** Learns so many ranges, in any order, and then ends with some under way, as if it were dead. */
  private record Dying(Random random, int ranges) implements Engine {
    @Override
    public void run(CampaignPlan plan, Intake intake) {
      Search search = Objects.requireNonNull(intake.search());
      Ranges there = new Ranges(plan);
      List<Integer> begun = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      int next = intake.first();
      for (int learnt = 0; learnt < ranges; ) {
        int ready = Math.min(search.ready(), intake.limit());
        if (next < ready && begun.size() < 4) {
          begun.add(next);
          next = Math.min(ready, next + 1 + random.nextInt(6));
          ends.add(next);
          continue;
        }
        if (begun.isEmpty()) {
          return;
        }
        int at = random.nextInt(begun.size());
        int from = begun.remove(at);
        int to = ends.remove(at);
        Ranges.Ran ran = there.run(from, to, search.recipe(from, to));
        Part part = PartCodec.decode(PartCodec.encode(ran.part(), plan.mix()));
        search.learn(ran.shown(), part.told());
        intake.take(part);
        learnt++;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "guided, true",
    "guided, false",
    "guided:round=40, true",
    "auto, true",
    "auto, false",
  })
  void a_campaign_that_dies_after_any_range_goes_on(String strategy, boolean signals) {
    CampaignPlan plan =
        DeepBugs.breaker(1, 160, signals)
            .withAll(true)
            .withJobs(1)
            .withRecheckEvery(50)
            .withStrategy(Strategy.parse(strategy));
    Kept store = new Kept();
    Random random = new Random(1);
    for (int leg = 1; ; leg++) {
      Campaign campaign = new Campaign(plan, new Dying(random, 1 + random.nextInt(20)));
      campaign.resume(store);
      CampaignResult result = campaign.run();
      if (result.worlds() == 160) {
        assertThat(leg).as("legs").isGreaterThan(3);
        ResumedStatesTest.assertSame(result, plan);
        return;
      }
      assertThat(leg).as("legs").isLessThan(1_000);
    }
  }

  /** The threads of the local engine are ahead of what is counted, each by as much as it likes. */
  @ParameterizedTest
  @CsvSource({"guided", "auto"})
  void a_campaign_that_is_interrupted_anywhere_goes_on(String strategy) {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger last = new AtomicInteger();
    Campaign[] campaign = new Campaign[1];
    CampaignPlan plan =
        Toys.plan(
                world -> {
                  if (begun.incrementAndGet() == last.get()) {
                    campaign[0].interrupt();
                  }
                  Toys.sound(world);
                },
                3,
                200)
            .withAll(true)
            .withJobs(4)
            .withStrategy(Strategy.parse(strategy));
    Kept store = new Kept();
    for (int leg = 1; ; leg++) {
      last.set(begun.get() + 45);
      campaign[0] = new Campaign(plan);
      campaign[0].resume(store);
      CampaignResult result = campaign[0].run();
      if (!result.interrupted()) {
        assertThat(leg).as("legs").isGreaterThan(3);
        ResumedStatesTest.assertSame(result, plan);
        return;
      }
    }
  }
}
