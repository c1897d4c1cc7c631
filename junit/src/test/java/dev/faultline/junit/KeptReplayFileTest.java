package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.sim.World;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;

/** A replay file next to the test is run first. */
final class KeptReplayFileTest extends WorldTestRuns {
  @AfterEach
  void forgetWhatWasKept() {
    Kept.careful = false;
    Kept.stopped = false;
    Kept.model = LOSSY;
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
        Path.of(Objects.requireNonNull(Kept.class.getResource("KeptReplayFileTest.class")).toURI())
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
}
