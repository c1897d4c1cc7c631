package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import dev.faultline.core.Node;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.junit.user.Lossy;
import dev.faultline.sim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

/** What a world test runs, and what a failing one says. */
final class WorldTestExtensionTest extends WorldTestRuns {
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

  static class Guided {
    @WorldTest(worlds = 400, time = "20s", strategy = "guided")
    void charges_once(World world) {
      Sample.build(world, LOSSY);
    }
  }

  static class Blocking {
    @WorldTest(worlds = 2)
    void blocks(World world) {
      world.blockingNode("n1", env -> {});
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
        .contains("without each fault alone:")
        .contains(" to 1 faults")
        .contains("lost (network)")
        .contains("-Dtest='WorldTestRuns$Broken#charges_once' -Dfaultline.replay=" + directory)
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
  void the_frames_below_a_node_that_throws_are_left_out() {
    Throwable cause = Objects.requireNonNull(thrown(run(Throws.class).testEvents()).getCause());

    assertThat(cause.getStackTrace())
        .isNotEmpty()
        .allSatisfy(frame -> assertThat(frame.getClassName()).startsWith(Throws.class.getName()));
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
  void a_violation_leads_to_the_lines_where_the_property_was_declared() {
    Events tests = run(Lossy.class).testEvents();

    StackTraceElement[] frames = thrown(tests).getStackTrace();

    assertThat(frames).hasSize(2);
    assertThat(frames[0].getClassName()).isEqualTo(Lossy.class.getName());
    assertThat(frames[0].getMethodName()).isEqualTo("demand");
    assertThat(frames[1].getMethodName()).isEqualTo("nobody_hears_anything");
    assertThat(message(tests)).contains("  declared at " + frames[0]);
    assertThat(frames[0].toString()).endsWith("(Lossy.java:" + frames[0].getLineNumber() + ")");
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

  @Test
  void a_failure_has_a_diagram_and_a_line_for_the_command_line() throws IOException {
    String message = message(run(Broken.class).testEvents());

    Path replay = onlyReplayFile();
    Path diagram = Path.of(replay.toString().replaceAll("\\.replay$", ".html"));
    assertThat(message)
        .contains("diagram      " + diagram.toUri())
        .contains("replay file  " + replay.toUri())
        .contains("faultline replay " + replay + " @" + directory.resolve("test-classpath.args"));
    assertThat(Files.readString(diagram)).contains("charged at most once");
    Scenario found = Scenarios.find(ReplayText.read(replay).target(), getClass().getClassLoader());
    assertThat(dev.faultline.explore.Replay.of(ReplayText.read(replay), found, null).reproduced())
        .as("what the command line does with it")
        .isTrue();
  }

  @Test
  void worlds_that_depend_on_each_other_are_one_invocation_and_remembered_as_a_file() {
    Events tests = run(Guided.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("strategy=guided (annotation)");
    Events again = run(Guided.class).testEvents();
    assertThat(again.started().stream().findFirst().orElseThrow().getTestDescriptor())
        .extracting(test -> test.getDisplayName())
        .asString()
        .startsWith("replay of ");
    assertThat(message(again)).contains("worlds searched: 1;");
  }

  @Test
  void a_failure_says_how_often_each_kind_of_fault_struck_and_in_how_many_worlds() {
    assertThat(message(run(Broken.class).testEvents()))
        .containsPattern("faults played in these worlds: .*loss \\d+ in \\d+ world");
  }

  @Test
  void a_test_that_passes_publishes_its_faults_where_that_is_asked_for() {
    System.setProperty("faultline.report", "true");

    assertThat(
            run(Sound.class)
                .testEvents()
                .reportingEntryPublished()
                .map(event -> event.getPayload().orElseThrow().toString()))
        .hasSize(25)
        .allSatisfy(entry -> assertThat(entry).contains("faultline.faults"));
  }

  @Test
  void a_replay_file_of_another_test_is_not_run() throws IOException {
    run(Broken.class);
    System.setProperty("faultline.replay", onlyReplayFile().toString());

    run(Sound.class).testEvents().assertStatistics(stats -> stats.started(1).aborted(1));
  }

  @Test
  void without_the_agent_a_blocking_node_fails_with_the_flag_to_add() {
    assertThat(message(run(Blocking.class).testEvents())).contains("start java with -javaagent:");
  }
}
