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
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Part;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
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

  private final AtomicInteger removed = new AtomicInteger();

  private final SparkEngine spark =
      SparkEngine.open(
          new Setup(
              "local-cluster[2,1,600]",
              Map.of(
                  "spark.executor.memory",
                  "600m",
                  // An executor that is gone does not come back: Spark would wait 15 s for it.
                  "spark.shuffle.io.maxRetries",
                  "1",
                  "spark.shuffle.io.retryWait",
                  "100ms"),
              List.of(),
              told::add));

  @BeforeAll
  void listen() {
    SparkContext.getOrCreate()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onExecutorRemoved(SparkListenerExecutorRemoved ignored) {
                removed.incrementAndGet();
              }

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

  /** Kills an executor when it has tried so many levels: what they led to is lost with it. */
  private record Levelling(Levels of, AtomicInteger left, Runnable shot) implements Levels {
    @Override
    public Step begin() {
      return of.begin();
    }

    @Override
    public Owned begins(int partition, int partitions) {
      return of.begins(partition, partitions);
    }

    @Override
    public byte[] request() {
      return of.request();
    }

    @Override
    public Step tried(List<byte[]> told) {
      if (left.decrementAndGet() == 0) {
        shot.run();
      }
      return of.tried(told);
    }

    @Override
    public Step counted(List<byte[]> counts) {
      return of.counted(counts);
    }

    @Override
    public Step settled(List<byte[]> told) {
      return of.settled(told);
    }

    @Override
    public Part searched() {
      return of.searched();
    }

    @Override
    public @Nullable Frontier ends() {
      return of.ends();
    }

    @Override
    public String progress() {
      return of.progress();
    }
  }

  /** After a level that was kept twice: both takes minutes on a machine that is busy. */
  static List<Integer> kills() {
    return Boolean.getBoolean("faultline.test.kills") ? List.of(1, 2) : List.of(1);
  }

  /** One, from whom nothing is missed, or both: then the search begins again. */
  @ParameterizedTest
  @MethodSource("kills")
  void executors_that_are_killed_with_the_states_they_keep_change_nothing(int killed) {
    CampaignPlan plan = SparkEngineTest.orders("none", "exhaustive:states", 4);
    int gone = removed.get();
    int toldBefore = told.size();
    AtomicInteger left = new AtomicInteger(6);
    Runnable kill =
        () ->
            executors().stream()
                .limit(killed)
                .forEach(executor -> {
                  executor.destroyForcibly();
                  executor.onExit().join();
                });
    Engine shooting =
        (ignored, intake) ->
            spark.run(
                plan,
                new Watched(intake, part -> {}) {
                  @Override
                  public @Nullable Levels levels() {
                    return new Levelling(Objects.requireNonNull(super.levels()), left, kill);
                  }
                });
    CampaignResult result = new Campaign(plan, shooting).run();

    assertThat(left.get()).isNotPositive();
    SparkEngineTest.assertSame(result, plan);
    assertThat(removed.get())
        .as("executors that Spark has missed")
        .isGreaterThanOrEqualTo(gone + killed);
    assertThat(told.stream().skip(toldBefore).filter(line -> line.contains("searching again")))
        .hasSize(killed - 1);
    assertThat(told.getLast()).contains("bytes of states between executors");
  }

  static List<CampaignPlan> plans() {
    return List.of(
        SparkEngineTest.plan(1, 600).withAll(true).withRecheckEvery(0),
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
