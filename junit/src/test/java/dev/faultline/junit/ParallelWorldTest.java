package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Node;
import dev.faultline.sim.World;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Worlds and tests that run at the same time. */
final class ParallelWorldTest extends WorldTestRuns {
  static class OneJob {
    @WorldTest(worlds = 900, time = "20s", strategy = "random", jobs = 1)
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  static class ManyJobs {
    @WorldTest(worlds = 900, time = "20s", strategy = "random", jobs = 4)
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  @Test
  void tests_that_run_in_parallel_fail_once_and_say_how_many_worlds_were_searched() {
    Events tests = inParallel(Broken.class);

    assertThat(message(tests))
        .contains("charged at most once")
        .containsPattern("worlds searched: [0-9]+;");
  }

  private static Events inParallel(Class<?>... classes) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(
            Stream.of(classes).map(DiscoverySelectors::selectClass).toArray(ClassSelector[]::new))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
        .execute()
        .testEvents();
  }

  @Test
  void invocations_may_run_in_parallel() {
    Events tests = inParallel(Sound.class, Broken.class);

    assertThat(tests.succeeded().stream().count()).isGreaterThanOrEqualTo(25);
    assertThat(allThrown(tests))
        .isNotEmpty()
        .allSatisfy(thrown -> assertThat(thrown).hasMessageContaining("charged at most once"));
  }

  static class Sinking {
    private static void sink(World world) {
      world.node("ship", () -> (Node) env -> {});
      world.always("afloat", () -> false);
    }

    @WorldTest(worlds = 1)
    void bow(World world) {
      sink(world);
    }

    @WorldTest(worlds = 1)
    void stern(World world) {
      sink(world);
    }

    @WorldTest(worlds = 1)
    void port(World world) {
      sink(world);
    }

    @WorldTest(worlds = 1)
    void starboard(World world) {
      sink(world);
    }
  }

  @Test
  void tests_that_fail_at_once_share_a_directory_that_is_not_there_yet() {
    for (int round = 0; round < 10; round++) {
      Path fresh = directory.resolve("round-" + round);
      System.setProperty("faultline.dir", fresh.toString());

      assertThat(allThrown(inParallel(Sinking.class)))
          .hasSize(4)
          .allSatisfy(thrown -> assertThat(thrown).isInstanceOf(WorldFailure.class));
      assertThat(fresh).isDirectoryContaining("glob:**-1.replay");
    }
  }

  @Test
  void worlds_that_run_at_once_come_to_the_same_as_one_after_another() {
    String one = message(run(OneJob.class).testEvents());
    String many = message(run(ManyJobs.class).testEvents());

    assertThat(many.lines().filter(line -> line.startsWith("seed ")).toList())
        .hasSize(1)
        .isEqualTo(one.lines().filter(line -> line.startsWith("seed ")).toList());
  }
}
