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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Issue 22: executors are JVMs of their own, of which one is killed. They serve all tests. */
@TestInstance(Lifecycle.PER_CLASS)
final class LocalClusterTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  /** Tasks that Spark had to run again because their executor had gone. */
  private final AtomicInteger lost = new AtomicInteger();

  private final SparkEngine spark =
      SparkEngine.open(
          new Setup(
              "local-cluster[2,1,600]",
              Map.of("spark.executor.memory", "600m"),
              List.of(),
              told::add));

  @BeforeAll
  void listen() {
    SparkContext.getOrCreate()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.reason() instanceof ExecutorLostFailure) {
                  lost.incrementAndGet();
                }
              }
            });
  }

  @AfterAll
  void no_executor_is_left() {
    List<ProcessHandle> left = executors();
    spark.close();
    left.forEach(each -> each.onExit().orTimeout(20, TimeUnit.SECONDS).join());
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

  static List<CampaignPlan> plans() {
    return List.of(
        SparkEngineTest.plan(1, 600).withAll(true).withRecheckEvery(0),
        SparkEngineTest.orders("none", "exhaustive:states", 5),
        SparkEngineTest.arrivals("none", "exhaustive"),
        SparkEngineTest.plan(1, 200).withAll(true).withStrategy(Strategy.GUIDED));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void an_executor_that_is_killed_changes_nothing_of_the_result(CampaignPlan plan) {
    int lostBefore = lost.get();
    AtomicBoolean killed = new AtomicBoolean();
    Runnable kill =
        () -> {
          if (!killed.getAndSet(true)) {
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

    assertThat(killed).isTrue();
    SparkEngineTest.assertSame(result, plan);
    assertThat(lost.get()).as("tasks of the executor that was killed").isGreaterThan(lostBefore);
    assertThat(told.getLast()).contains(" worlds in ").doesNotContain("on 0 executors");
  }

  @Test
  void executors_that_do_not_agree_about_a_world_are_named_both() {
    Unequal unequal = new Unequal();
    CampaignPlan plan =
        CampaignPlan.of(unequal, new Settings(unequal.settings(), Map.of()), 1)
            .withTarget(Unequal.class.getName())
            .withStrategy(Strategy.RANDOM)
            .withWorlds(500_000_000);
    CampaignResult result = new Campaign(plan, spark).run();

    Leak leak = result.leak();
    assertThat(leak).isNotNull();
    assertThat(leak.seed()).isEqualTo(33);
    assertThat(Pattern.compile("pid (\\d+)").matcher(leak.summary()).results())
        .extracting(found -> found.group(1))
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(leak.summary()).contains("Java 25", "processors", "flags");
  }

  /** The JVMs of executors that this one has started, the oldest first: that one has tasks. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .sorted(Comparator.comparing(process -> process.info().startInstant().orElseThrow()))
        .toList();
  }
}
