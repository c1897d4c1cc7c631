package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.TagFilter.includeTags;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What annotations, scenarios and properties set for a world test. */
final class WorldTestSettingsTest extends WorldTestRuns {
  static class Calm {
    @WorldTest(worlds = 50, time = "20s", mix = "kinds=none, loss=0, duplication=0")
    void charges_once(World world) {
      world.network().latency(Duration.ofMillis(1), Duration.ofMillis(2));
      Sample.build(world, LOSSY);
    }
  }

  static class WrongMix {
    @WorldTest(mix = "kinds=crash+meteor")
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  static class Short {
    @WorldTest(worlds = 3, maxEvents = 2)
    void charges_once(World world) {
      Sample.build(world, PERFECT);
    }
  }

  static class Hasty {
    @WorldTest(worlds = 900, time = "20s", strategy = "random", shrinkReplays = 1)
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  @WorldTest(worlds = 4)
  @interface FourWorlds {}

  static class Composed {
    @Tag("slow")
    @FourWorlds
    void charges_once(World world) {
      Sample.build(world, PERFECT);
    }

    @FourWorlds
    void charges_once_more(World world) {
      Sample.build(world, PERFECT);
    }
  }

  /** A scenario of its own, with its own defaults. */
  public static final class Till implements Scenario {
    @Override
    public String name() {
      return "till";
    }

    @Override
    public String description() {
      return "A till.";
    }

    @Override
    public int worlds() {
      return 6;
    }

    @Override
    public List<Setting> settings() {
      return List.of(new Setting("lossy", "false", "whether links lose messages"));
    }

    @Override
    public Program program(Settings settings) {
      boolean lossy = settings.text("lossy").equals("true");
      return world -> Sample.build(world, lossy ? LOSSY : PERFECT);
    }
  }

  static class OfScenario {
    @WorldTest(scenario = Till.class)
    void sound() {}

    @WorldTest(scenario = Till.class, set = "lossy=true", worlds = 500)
    void broken() {}
  }

  @Test
  void a_seed_given_as_a_property_runs_that_world_alone() {
    System.setProperty("faultline.seed", "7");

    Events tests = run(Sound.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).succeeded(1));
  }

  @Test
  void a_spent_budget_runs_no_world_and_says_so() {
    System.setProperty("faultline.budget", "1ns");

    EngineExecutionResults results = run(Sound.class);

    results.testEvents().assertStatistics(stats -> stats.started(1).aborted(1));
    results.containerEvents().assertStatistics(stats -> stats.failed(0));
  }

  /** Fails once; the next time its old seed takes all the time. */
  static class Slow {
    static @Nullable Duration spend;

    @WorldTest(worlds = 3, strategy = "random", jobs = 1)
    void comes_to_its_end(World world) {
      Duration budget = spend;
      Sample.build(world, PERFECT);
      if (budget == null) {
        world.atEnd("never", () -> false);
      }
      while (budget != null && !SuiteBudget.spent(budget)) {
        Thread.onSpinWait();
      }
    }
  }

  /** Issue 11: the world of the old seed counted as one of a search. */
  @Test
  void a_test_whose_old_seed_takes_all_the_time_says_that_it_searched_nothing() {
    assertThat(message(run(Slow.class).testEvents())).contains("never");
    Duration budget = Duration.ofMillis(500);
    while (SuiteBudget.spent(budget.minusMillis(400))) {
      budget = budget.plusMillis(100);
    }
    Slow.spend = budget;
    System.setProperty("faultline.budget", budget.toMillis() + "ms");

    Events tests = run(Slow.class).testEvents();

    assertThat(tests.started().stream().map(event -> event.getTestDescriptor().getDisplayName()))
        .endsWith("no world");
    assertThat(
            tests
                .aborted()
                .map(event ->
                    event
                        .getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .map(Throwable::toString)
                        .orElse("")))
        .anySatisfy(text -> assertThat(text).contains("before this test searched a new world"));
  }

  @Test
  void tags_choose_among_tests_with_an_annotation_of_ones_own() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Composed.class))
        .filters(includeTags("slow"))
        .execute()
        .testEvents()
        .assertStatistics(stats -> stats.started(4).succeeded(4));
  }

  @Test
  void a_scenario_class_brings_its_own_defaults_and_takes_settings() {
    Events tests = run(OfScenario.class).testEvents();

    assertThat(tests.succeeded().stream().count()).isGreaterThanOrEqualTo(6);
    tests.assertStatistics(stats -> stats.failed(1));
    assertThat(message(tests)).contains("worlds=500 (annotation)").contains("time=60s (default)");
  }

  @Test
  void a_test_sets_its_fault_mix_its_event_limit_and_what_shrinking_may_take() {
    run(Calm.class).testEvents().assertStatistics(stats -> stats.succeeded(50));
    assertThat(message(run(Short.class).testEvents())).contains("inconclusive");
    assertThat(message(run(Hasty.class).testEvents())).contains("not minimal, the budget ran out");
  }

  @Test
  void a_fault_mix_that_says_something_else_is_refused_with_what_there_is() {
    assertThat(thrown(run(WrongMix.class).allEvents()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("meteor")
        .hasMessageContaining("sync-failure");
  }
}
