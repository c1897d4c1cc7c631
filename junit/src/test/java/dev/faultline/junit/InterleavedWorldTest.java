package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.junit.user.Figure;
import dev.faultline.junit.user.Seen;
import dev.faultline.sim.World;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** World tests whose threads take turns between accesses to fields; run with the agent. */
final class InterleavedWorldTest {
  private static final String HERE = "dev.faultline.junit.user";

  @TempDir Path directory;

  @BeforeEach
  void start() {
    System.setProperty("faultline.dir", directory.toString());
    Seen.restart(true);
  }

  @AfterEach
  void forget() {
    System.clearProperty("faultline.dir");
  }

  static class AtFields {
    @WorldTest(worlds = 200, interleave = HERE)
    void figure_8_1(World world) {
      Figure.build(world);
    }
  }

  static class WhereTheyBlock {
    @WorldTest(worlds = 200, interleave = "none")
    void figure_8_1(World world) {
      Figure.build(world);
    }
  }

  /** Says nothing of turns: the replay file does. */
  static class Kept {
    @Replay("interleaved.replay")
    @WorldTest(worlds = 1)
    void figure_8_1(World world) {
      Figure.build(world);
    }
  }

  private static Events run(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .execute()
        .testEvents();
  }

  @Test
  void two_threads_that_take_turns_at_fields_come_to_exactly_2_3_4_and_6() {
    run(AtFields.class).assertStatistics(stats -> stats.started(200).succeeded(200));

    assertThat(Seen.outcomes()).containsExactly(2, 3, 4, 6);
  }

  @Test
  void two_threads_that_take_turns_only_where_they_block_come_to_4_and_6() {
    run(WhereTheyBlock.class).assertStatistics(stats -> stats.started(200).succeeded(200));

    assertThat(Seen.outcomes()).containsExactly(4, 6);
  }

  @Test
  void a_kept_replay_takes_the_same_turns_again() throws IOException, URISyntaxException {
    Seen.restart(false);
    assertThat(message(run(AtFields.class))).contains("x is not 2");
    keep();
    Seen.restart(false);

    Events tests = run(Kept.class);

    tests.assertStatistics(stats -> stats.started(1).failed(1));
    assertThat(message(tests)).contains("x is not 2");
    assertThat(Seen.outcomes()).containsExactly(2);
  }

  @Test
  void a_kept_replay_of_a_right_program_passes_and_comes_to_the_same()
      throws IOException, URISyntaxException {
    Seen.restart(false);
    run(AtFields.class);
    keep();
    Seen.restart(true);

    run(Kept.class).assertStatistics(stats -> stats.started(2).succeeded(2));

    assertThat(Seen.outcomes()).contains(2);
  }

  private static String message(Events tests) {
    return tests.failed().stream()
        .map(event ->
            event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .map(thrown -> Objects.requireNonNull(thrown.getMessage()))
        .findFirst()
        .orElseThrow();
  }

  /** Puts the replay file that was written next to the class, as that of the test that keeps it. */
  private void keep() throws IOException, URISyntaxException {
    ReplayFile file;
    try (Stream<Path> files = Files.list(directory)) {
      file =
          ReplayText.read(
              files.filter(each -> each.toString().endsWith(".replay")).findAny().orElseThrow());
    }
    ReplayFile kept =
        new ReplayFile(
            file.version(),
            Kept.class.getName() + "#figure_8_1",
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
    Path classes =
        Path.of(
            Objects.requireNonNull(
                    InterleavedWorldTest.class.getResource("InterleavedWorldTest.class"))
                .toURI());
    Files.writeString(classes.resolveSibling("interleaved.replay"), ReplayText.of(kept));
  }
}
