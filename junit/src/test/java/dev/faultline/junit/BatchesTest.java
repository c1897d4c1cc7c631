package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the invocations of a batch have to tell of its worlds. */
final class BatchesTest {
  private static final long FIRST = 100;

  /** From the third of eight on all worlds violate, and the time is spent then, or not. */
  private static Batches.Batch batch(boolean interrupted) {
    AtomicInteger worlds = new AtomicInteger();
    AtomicReference<Campaign> campaign = new AtomicReference<>();
    Program program =
        world -> {
          boolean violates = worlds.incrementAndGet() >= 3;
          world.model(SystemModel.asynchronous());
          world.at(
              Duration.ofSeconds(1),
              () -> {
                if (violates) {
                  if (interrupted) {
                    campaign.get().interrupt();
                  }
                  world.violation("early", "it is not one of the first two");
                }
              });
        };
    CampaignPlan plan =
        CampaignPlan.of(new Sampled(program), new Settings(List.of(), Map.of()), FIRST)
            .withWorlds(8)
            .withJobs(1)
            .withRecheckEvery(0)
            .withAll(true);
    campaign.set(new Campaign(plan));
    CampaignResult result = campaign.get().run();
    assertThat(result.findings().getFirst().seed()).isEqualTo(FIRST + 2);
    assertThat(result.interrupted()).isEqualTo(interrupted);
    return new Batches.Batch(FIRST, 8, result);
  }

  private record Sampled(Program program) implements Scenario {
    @Override
    public String name() {
      return "sampled";
    }

    @Override
    public String description() {
      return "All but two worlds violate.";
    }

    @Override
    public Program program(Settings settings) {
      return program;
    }
  }

  @Test
  void a_violation_is_told_by_the_invocation_of_its_world() {
    Batches.Batch batch = batch(false);

    assertThat(batch.toTell(FIRST)).isNull();
    assertThat(batch.toTell(FIRST + 1)).isNull();
    assertThat(batch.toTell(FIRST + 2)).isNotNull();
  }

  /** Issue 11: no invocation came after the time was spent, and the violation was lost. */
  @Test
  void once_the_time_is_spent_it_is_told_by_whatever_invocation_there_is() {
    Batches.Batch batch = batch(true);

    assertThat(batch.toTell(FIRST)).isNotNull();
    assertThat(batch.toTell(FIRST + 7)).isNotNull();
  }
}
