package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  private static final class Annotated {
    @WorldTest
    void test(World world) {}
  }

  private static Effective settings(@Nullable Duration budget, Path directory) {
    return settings(budget, directory, 1);
  }

  private static Effective settings(@Nullable Duration budget, Path directory, int jobs) {
    return new Effective(
        8,
        FIRST,
        false,
        Duration.ofSeconds(2),
        Strategy.RANDOM,
        1_000,
        "",
        jobs,
        false,
        false,
        ShrinkBudget.DEFAULT,
        false,
        budget,
        null,
        directory,
        "");
  }

  /** Never comes to an end. */
  private static final class Echo implements Node {
    @Override
    public void start(Env env) {
      env.send(env.self(), "again");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      env.send(from, message);
    }
  }

  private enum Last {
    PASSES,
    VIOLATES,
    IS_INCONCLUSIVE
  }

  /** Issue 11: the batch ended in time with a violation, and the time before its invocation. */
  @ParameterizedTest
  @EnumSource
  void what_a_batch_came_to_in_time_is_told_when_the_time_is_spent_after_it(
      Last last, @TempDir Path directory) throws Exception {
    AtomicInteger worlds = new AtomicInteger();
    Program program =
        world -> {
          Last kind = worlds.incrementAndGet() < 8 ? Last.PASSES : last;
          world.model(SystemModel.asynchronous());
          if (kind == Last.VIOLATES) {
            world.at(Duration.ofSeconds(1), () -> world.violation("late", "it is the last one"));
          } else if (kind == Last.IS_INCONCLUSIVE) {
            world.node("n", Echo::new);
          }
        };
    FaultsPlayed faults = new FaultsPlayed();
    Batches batches = new Batches(settings(null, directory), faults);
    TestRun run =
        new TestRun(
            "a test",
            "A#test",
            Annotated.class.getDeclaredMethod("test", World.class).getAnnotation(WorldTest.class),
            settings(Duration.ofNanos(1), directory),
            new FailingSeeds(directory, "a test"),
            new AtomicInteger(),
            new AtomicBoolean(),
            faults,
            new LinkedHashSet<>(),
            batches);
    assertThat(run.over()).as("nothing ran in time").isTrue();

    batches.of(
        FIRST,
        (seed, count) ->
            CampaignPlan.of(new Sampled(program), new Settings(List.of(), Map.of()), seed)
                .withWorlds(count)
                .withDuration(Duration.ofSeconds(2))
                .withMaxEvents(100)
                .withRecheckEvery(0)
                .withJobs(1));

    assertThat(run.over()).isEqualTo(last == Last.PASSES);
    run.failed();
    assertThat(run.over()).as("after it was told").isTrue();
  }

  /** Issue 11: it overflowed to no worlds at once. */
  @Test
  void any_number_of_jobs_makes_a_batch(@TempDir Path directory) {
    Program program = world -> world.model(SystemModel.asynchronous());
    Batches batches = new Batches(settings(null, directory, 1 << 29), new FaultsPlayed());

    Batches.Batch batch =
        batches.of(
            FIRST,
            (seed, count) ->
                CampaignPlan.of(new Sampled(program), new Settings(List.of(), Map.of()), seed)
                    .withWorlds(count)
                    .withJobs(1));

    assertThat(batch.worlds()).isEqualTo(8);
  }
}
