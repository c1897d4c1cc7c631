package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.TagFilter.includeTags;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;

import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.junit.user.Lossy;
import dev.faultline.sim.World;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
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
    Kept.careful = false;
    Kept.stopped = false;
    Kept.model = LOSSY;
    Stream.of("dir", "replay", "seed", "worlds", "budget", "report")
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

  static class Kept {
    static boolean careful;
    static SystemModel model = LOSSY;
    static boolean stopped;

    @Replay("kept.replay")
    @WorldTest(worlds = 2, seed = 1_000, time = "20s")
    void charges_once(World world) {
      Sample.build(world, model, careful);
      if (stopped) {
        world
            .healAfter(Duration.ofSeconds(3))
            .eventually("never came true", Duration.ofSeconds(1), () -> false);
        world.at(Duration.ofMillis(1), world::stop);
      }
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

  static class Blocking {
    @WorldTest(worlds = 2)
    void blocks(World world) {
      world.blockingNode("n1", env -> {});
    }
  }

  private static EngineExecutionResults run(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
  }

  private static String message(Events tests) {
    return Objects.requireNonNull(thrown(tests).getMessage());
  }

  private static Throwable thrown(Events tests) {
    assertThat(allThrown(tests)).hasSize(1);
    return allThrown(tests).getFirst();
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
        .contains("without each fault alone:")
        .contains(" to 1 faults")
        .contains("lost (network)")
        .contains(
            "-Dtest='WorldTestExtensionTest$Broken#charges_once' -Dfaultline.replay=" + directory)
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

  static class Renamed {
    @Replay("kept.replay")
    @WorldTest(worlds = 2)
    void charges_once_under_another_name(World world) {
      Sample.build(world, LOSSY, true);
    }
  }

  @Test
  void a_kept_file_of_a_test_that_was_renamed_fails_the_build() throws Exception {
    keep();

    Events tests = run(Renamed.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests))
        .contains("is a replay of " + Kept.class.getName() + "#charges_once")
        .contains("renamed");
  }

  @Test
  void a_kept_file_that_nothing_can_be_said_about_fails_and_is_not_passed() throws Exception {
    keep();
    Kept.careful = true;
    Kept.stopped = true;

    Events tests = run(Kept.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("is inconclusive").contains("never came true");
  }

  @Test
  void tests_that_run_in_parallel_fail_once_and_say_how_many_worlds_were_searched() {
    Events tests = inParallel(Broken.class);

    assertThat(message(tests))
        .contains("charged at most once")
        .containsPattern("worlds searched: [0-9]+;");
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

  /** Puts a replay file of the broken test next to the class, as that of the test that keeps it. */
  private void keep() throws IOException, URISyntaxException {
    run(Broken.class);
    ReplayFile file = ReplayText.read(onlyReplayFile());
    ReplayFile kept =
        new ReplayFile(
            file.version(),
            Kept.class.getName() + "#charges_once",
            file.settings(),
            file.seed(),
            file.duration(),
            file.until(),
            file.model(),
            file.rates(),
            file.property(),
            file.traceHash(),
            file.nodes(),
            file.tape());
    Path folder =
        Path.of(
                Objects.requireNonNull(Kept.class.getResource("WorldTestExtensionTest.class"))
                    .toURI())
            .resolveSibling("kept.replay");
    Files.writeString(folder, ReplayText.of(kept));
  }

  @Test
  void a_kept_replay_file_is_run_first_and_fails_while_the_bug_is_there() throws Exception {
    keep();

    Events tests = run(Kept.class).testEvents();

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("charged at most once");
  }

  @Test
  void a_kept_replay_file_passes_once_the_bug_is_gone() throws Exception {
    keep();
    Kept.careful = true;

    Events tests = run(Kept.class).testEvents();

    tests.assertStatistics(stats -> stats.started(3).succeeded(3));
    assertThat(tests.started().stream().findFirst().orElseThrow().getTestDescriptor())
        .extracting(test -> test.getDisplayName())
        .isEqualTo("replay of kept.replay");
  }

  @Test
  void a_kept_replay_file_of_an_older_program_is_aborted_and_not_passed() throws Exception {
    keep();
    Kept.careful = true;
    Kept.model = PERFECT;

    Events tests = run(Kept.class).testEvents();

    tests.assertStatistics(stats -> stats.started(3).aborted(1).succeeded(2));
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

  private static List<Throwable> allThrown(Events tests) {
    return tests.failed().stream()
        .map(event ->
            event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
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

  @Test
  void worlds_that_run_at_once_come_to_the_same_as_one_after_another() {
    String one = message(run(OneJob.class).testEvents());
    String many = message(run(ManyJobs.class).testEvents());

    assertThat(many.lines().filter(line -> line.startsWith("seed ")).toList())
        .hasSize(1)
        .isEqualTo(one.lines().filter(line -> line.startsWith("seed ")).toList());
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
