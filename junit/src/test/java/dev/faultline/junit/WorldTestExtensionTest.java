package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

final class WorldTestExtensionTest {
  private static final SystemModel LOSSY = SystemModel.partiallySynchronous().fairLossLinks();
  private static final SystemModel PERFECT = SystemModel.synchronous(Duration.ofMillis(20), 1, 0);

  @TempDir Path directory;

  @BeforeEach
  void leaveFilesInTheTemporaryDirectory() {
    System.setProperty("faultline.dir", directory.toString());
  }

  @AfterEach
  void forgetTheProperties() {
    Stream.of("dir", "replay", "seed", "worlds", "budget")
        .forEach(name -> System.clearProperty("faultline." + name));
  }

  static class Sound {
    @WorldTest(worlds = 25)
    void charges_once(World world) {
      Sample.build(world, PERFECT);
    }
  }

  static class Broken {
    @WorldTest(worlds = 900, time = "20s", strategy = "random")
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  static class ManyBroken {
    @WorldTest(worlds = 5_000, time = "20s")
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  static class Outer {
    @Nested
    class Inner {
      @WorldTest(worlds = 3)
      void charges_once(World world) {
        Sample.build(world, PERFECT);
      }
    }
  }

  static class WrongParameters {
    @WorldTest
    void charges_once() {}
  }

  static class Throws {
    @WorldTest(worlds = 3)
    void node_throws(World world) {
      world.node(
          "n1",
          () ->
              (Node)
                  env -> {
                    throw new IllegalStateException("out of ideas");
                  });
    }
  }

  private static EngineExecutionResults run(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
  }

  private static String message(Events tests) {
    List<String> messages =
        tests.failed().stream()
            .map(event ->
                event
                    .getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow()
                    .getMessage())
            .toList();
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private Path onlyReplayFile() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".replay")).findAny().orElseThrow();
    }
  }

  @Test
  void each_world_is_an_invocation() {
    Events tests = run(Sound.class).testEvents();

    tests.assertStatistics(stats -> stats.started(25).succeeded(25));
    assertThat(tests.started().stream().map(e -> e.getTestDescriptor().getDisplayName()))
        .startsWith("seed 1", "seed 2");
  }

  @Test
  void a_failure_tells_the_property_the_seed_the_story_and_how_to_replay_it() throws IOException {
    Events tests = run(Broken.class).testEvents();

    assertThat(message(tests))
        .contains("property violated: charged at most once")
        .contains("seed ")
        .contains("worlds searched: " + tests.started().count())
        .contains("shrunk from ")
        .contains(" to 1 faults")
        .contains("lost (network)")
        .contains("-Dtest='Broken#charges_once' -Dfaultline.replay=" + directory)
        .contains("strategy=random (annotation)")
        .contains("worlds=900 (annotation)");
    assertThat(onlyReplayFile()).exists();
  }

  @Test
  void nothing_is_run_after_the_first_failing_world() {
    Events tests = run(Broken.class).testEvents();

    assertThat(tests.started().count()).isLessThan(900);
    tests.assertStatistics(stats -> stats.failed(1));
  }

  @Test
  void more_than_a_thousand_worlds_are_one_invocation() {
    Events tests = run(ManyBroken.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("charged at most once");
  }

  @Test
  void a_replay_file_given_as_a_property_is_all_that_is_run() throws IOException {
    run(Broken.class);
    System.setProperty("faultline.replay", onlyReplayFile().toString());

    Events tests = run(Broken.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("charged at most once").contains("lost (network)");
  }

  @Test
  void a_seed_given_as_a_property_runs_that_world_alone() {
    System.setProperty("faultline.seed", "7");

    Events tests = run(Sound.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).succeeded(1));
  }

  @Test
  void a_seed_that_failed_is_run_first_the_next_time() {
    String first = message(run(Broken.class).testEvents());
    String seed = first.substring(first.indexOf("seed ") + 5, first.indexOf(", at"));

    Events tests = run(Broken.class).testEvents();

    assertThat(tests.started().stream().findFirst().orElseThrow().getTestDescriptor())
        .extracting(test -> test.getDisplayName())
        .isEqualTo("seed " + seed);
    assertThat(message(tests)).contains("worlds searched: 1;");
  }

  @Test
  void a_spent_budget_ends_the_worlds() {
    System.setProperty("faultline.budget", "1ns");

    EngineExecutionResults results = run(Sound.class);

    results.testEvents().assertStatistics(stats -> stats.started(0));
    results.containerEvents().assertStatistics(stats -> stats.failed(0));
  }

  @Test
  void world_tests_may_be_nested() {
    run(Outer.class).testEvents().assertStatistics(stats -> stats.succeeded(3));
  }

  @Test
  void a_node_that_throws_fails_the_test_with_its_own_exception_as_the_cause() {
    run(Throws.class)
        .testEvents()
        .failed()
        .assertThatEvents()
        .haveExactly(
            1,
            finishedWithFailure(
                TestExecutionResultConditions.cause(
                    TestExecutionResultConditions.message("out of ideas"))));
  }

  @Test
  void a_method_without_a_world_is_named_with_what_was_expected() {
    run(WrongParameters.class)
        .containerEvents()
        .failed()
        .assertThatEvents()
        .haveExactly(
            1, finishedWithFailure(TestExecutionResultConditions.instanceOf(UsageException.class)));
  }
}
