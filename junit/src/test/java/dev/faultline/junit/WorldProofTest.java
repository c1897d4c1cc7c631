package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.faultline.core.Address;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Issue 11: an exhaustive world test passed without a word when its search had not finished. */
final class WorldProofTest {
  @TempDir Path directory;

  @BeforeEach
  void leaveFilesInTheTemporaryDirectory() {
    System.setProperty("faultline.dir", directory.toString());
  }

  @AfterEach
  void forgetTheProperties() {
    Remembered.spend = null;
    List.of("dir", "seed", "strategy", "budget")
        .forEach(name -> System.clearProperty("faultline." + name));
  }

  private static void threeSenders(World world, SystemModel model) {
    world.model(model);
    Address to = world.node("to", () -> (Node) env -> {});
    for (int i = 0; i < 3; i++) {
      world.node("from-" + i, () -> (Node) env -> env.send(to, 1));
    }
  }

  static class Proved {
    @WorldTest(strategy = "exhaustive", proof = true)
    void sends(World world) {
      threeSenders(world, SystemModel.asynchronous());
    }
  }

  static class Unfinished {
    @WorldTest(strategy = "exhaustive", worlds = 2, proof = true)
    void sends(World world) {
      threeSenders(world, SystemModel.asynchronous());
    }
  }

  static class Limited {
    @WorldTest(strategy = "exhaustive", worlds = 10_000, mix = "kinds=none", proof = true)
    void sends(World world) {
      threeSenders(world, SystemModel.asynchronous().crashStop(1));
    }
  }

  static class NotAskedFor {
    @WorldTest(strategy = "exhaustive", worlds = 2)
    void sends(World world) {
      threeSenders(world, SystemModel.asynchronous());
    }
  }

  static class Sampled {
    @WorldTest(proof = true)
    void sends(World world) {
      threeSenders(world, SystemModel.asynchronous());
    }
  }

  /** What a test came to. */
  private record Ended(@Nullable Throwable failure, String printed) {}

  private static Ended run(Class<?> test) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Throwable failure =
          EngineTestKit.engine("junit-jupiter")
              .selectors(selectClass(test))
              .execute()
              .allEvents()
              .finished()
              .stream()
              .map(each -> each.getRequiredPayload(TestExecutionResult.class))
              .flatMap(result -> result.getThrowable().stream())
              .findFirst()
              .orElse(null);
      return new Ended(failure, printed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void a_test_that_asks_for_a_proof_passes_with_one() {
    Ended ended = run(Proved.class);

    assertThat(ended.failure()).isNull();
    assertThat(ended.printed()).contains("sends: explored everything").contains("a proof");
  }

  @Test
  void it_fails_when_the_search_did_not_finish() {
    assertThat(run(Unfinished.class).failure())
        .isInstanceOf(WorldFailure.class)
        .hasMessageContaining("found none")
        .hasMessageContaining("did not finish");
  }

  @Test
  void it_fails_when_something_was_not_tried() {
    assertThat(run(Limited.class).failure())
        .isInstanceOf(WorldFailure.class)
        .hasMessageContaining("within these limits")
        .hasMessageContaining("crash");
  }

  @Test
  void a_test_that_does_not_ask_passes_and_says_what_it_came_to() {
    Ended ended = run(NotAskedFor.class);

    assertThat(ended.failure()).isNull();
    assertThat(ended.printed()).contains("sends: explored 2 schedules").contains("not a proof");
  }

  @Test
  void a_proof_by_samples_is_refused() {
    assertThat(run(Sampled.class).failure())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("strategy 'swarm' (default)")
        .hasMessageContaining("expected exhaustive");
  }

  @Test
  void the_world_of_one_seed_is_no_search() {
    System.setProperty("faultline.seed", "1");

    assertThat(run(Proved.class).failure()).isNull();
  }

  /** Fails at first; then the replay of that takes all the time. */
  static class Remembered {
    static @Nullable Duration spend;

    @WorldTest(strategy = "exhaustive", proof = true)
    void sends(World world) {
      Duration budget = spend;
      threeSenders(world, SystemModel.asynchronous());
      if (budget == null) {
        world.atEnd("never", () -> false);
      }
      while (budget != null && !SuiteBudget.spent(budget)) {
        Thread.onSpinWait();
      }
    }
  }

  private static Duration soon() {
    Duration budget = Duration.ofMillis(500);
    while (SuiteBudget.spent(budget.minusMillis(400))) {
      budget = budget.plusMillis(100);
    }
    return budget;
  }

  /** Issue 11: it passed without a search. */
  @Test
  void it_fails_when_old_failures_took_all_the_time() {
    assertThat(run(Remembered.class).failure()).hasMessageContaining("never");
    Duration budget = soon();
    Remembered.spend = budget;
    System.setProperty("faultline.budget", budget.toMillis() + "ms");

    Ended ended = run(Remembered.class);

    assertThat(ended.failure())
        .isInstanceOf(WorldFailure.class)
        .hasMessageContaining("asks for a proof")
        .hasMessageContaining("ran out");
  }

  @Test
  void it_fails_when_there_is_no_time_for_a_search() {
    System.setProperty("faultline.budget", "1ns");

    assertThat(run(Proved.class).failure())
        .isInstanceOf(WorldFailure.class)
        .hasMessageContaining("asks for a proof");
  }
}
