package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs world tests as JUnit does, with files in a temporary directory. */
abstract class WorldTestRuns {
  static final SystemModel LOSSY = SystemModel.partiallySynchronous().fairLossLinks();
  static final SystemModel PERFECT = SystemModel.synchronous(Duration.ofMillis(20), 1, 0);

  @TempDir Path directory;

  @BeforeEach
  void leaveFilesInTheTemporaryDirectory() {
    System.setProperty("faultline.dir", directory.toString());
  }

  @AfterEach
  void forgetTheProperties() {
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

  static EngineExecutionResults run(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
  }

  static String message(Events tests) {
    return Objects.requireNonNull(thrown(tests).getMessage());
  }

  static Throwable thrown(Events tests) {
    assertThat(allThrown(tests)).hasSize(1);
    return allThrown(tests).getFirst();
  }

  Path onlyReplayFile() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".replay")).findAny().orElseThrow();
    }
  }

  static List<Throwable> allThrown(Events tests) {
    return tests.failed().stream()
        .map(event ->
            event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
  }
}
