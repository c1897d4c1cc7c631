package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Engine;
import dev.faultline.explore.EngineProvider.Setup;
import dev.faultline.explore.Leak;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 22: executors are JVMs of their own, of which one is killed. */
final class LocalClusterTest {
  @Test
  void an_executor_that_is_killed_changes_nothing_of_the_result() {
    CampaignPlan plan = SparkEngineTest.plan(1, 2_000).withAll(true).withRecheckEvery(0);
    List<String> told = new ArrayList<>();
    AtomicBoolean killed = new AtomicBoolean();
    CampaignResult result;
    try (SparkEngine spark =
        SparkEngine.open(
            new Setup(
                "local-cluster[2,1,600]",
                Map.of("spark.executor.memory", "600m"),
                List.of(),
                told::add))) {
      Engine shooting =
          (ignored, intake) ->
              spark.run(
                  plan,
                  new Watched(
                      intake,
                      part -> {
                        if (!killed.getAndSet(true)) {
                          executors().getFirst().destroyForcibly();
                        }
                      }));
      result = new Campaign(plan, shooting).run();
    }

    assertThat(killed).isTrue();
    executors().forEach(left -> left.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    SparkEngineTest.assertSame(result, plan);
    assertThat(told.getLast()).doesNotContain("on 0 executors").contains("2000 worlds");
  }

  /** Kills an executor when so many pieces of a search have come back. */
  private record Shooting(Frontier of, AtomicInteger left, Runnable shot) implements Frontier {
    @Override
    public @Nullable Piece next(int runs) {
      return of.next(runs);
    }

    @Override
    public List<Part> learn(int number, Part part, byte[] shown) {
      if (left.decrementAndGet() == 0) {
        shot.run();
      }
      return of.learn(number, part, shown);
    }

    @Override
    public int runs(Part part, byte[] shown) {
      return of.runs(part, shown);
    }

    @Override
    public List<Part> found() {
      return of.found();
    }

    @Override
    public boolean needs(int number) {
      return of.needs(number);
    }

    @Override
    public boolean done() {
      return of.done();
    }
  }

  @Test
  void an_executor_that_is_killed_changes_nothing_of_a_search() {
    List<CampaignPlan> plans =
        List.of(
            SparkEngineTest.orders("none", "exhaustive:states", 6),
            SparkEngineTest.arrivals("none", "exhaustive"),
            SparkEngineTest.plan(1, 400).withAll(true).withStrategy(Strategy.GUIDED));
    try (SparkEngine spark =
        SparkEngine.open(
            new Setup(
                "local-cluster[2,1,600]",
                Map.of("spark.executor.memory", "600m"),
                List.of(),
                line -> {}))) {
      for (CampaignPlan plan : plans) {
        AtomicInteger killed = new AtomicInteger();
        Runnable kill =
            () -> {
              if (killed.getAndIncrement() == 0) {
                executors().getFirst().destroyForcibly();
              }
            };
        Engine shooting =
            (ignored, intake) ->
                spark.run(
                    plan,
                    new Watched(intake, part -> kill.run()) {
                      @Override
                      public @Nullable Frontier frontier() {
                        Frontier frontier = super.frontier();
                        return frontier == null
                            ? null
                            : new Shooting(frontier, new AtomicInteger(4), kill);
                      }
                    });
        CampaignResult result = new Campaign(plan, shooting).run();
        assertThat(killed.get()).as(plan.strategy().text()).isPositive();
        SparkEngineTest.assertSame(result, plan);
      }
    }
  }

  @Test
  void executors_that_do_not_agree_about_a_world_are_named_both() {
    Unequal unequal = new Unequal();
    CampaignPlan plan =
        CampaignPlan.of(unequal, new Settings(unequal.settings(), Map.of()), 1)
            .withTarget(Unequal.class.getName())
            .withStrategy(Strategy.RANDOM)
            .withWorlds(500_000_000);
    CampaignResult result;
    try (SparkEngine spark =
        SparkEngine.open(
            new Setup(
                "local-cluster[2,1,600]",
                Map.of("spark.executor.memory", "600m"),
                List.of(),
                line -> {}))) {
      result = new Campaign(plan, spark).run();
    }

    Leak leak = result.leak();
    assertThat(leak).isNotNull();
    assertThat(leak.seed()).isEqualTo(33);
    assertThat(Pattern.compile("pid (\\d+)").matcher(leak.summary()).results())
        .extracting(found -> found.group(1))
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(leak.summary()).contains("Java 25", "processors", "flags");
  }

  /** The JVMs of executors that this one has started. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .toList();
  }
}
