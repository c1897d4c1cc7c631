package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.faultline.core.Node;
import dev.faultline.sim.World;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What should happen in some world and never did was said on the command line alone. */
final class NeverReachedTest {
  @TempDir Path directory;

  @BeforeEach
  void leaveFilesInTheTemporaryDirectory() {
    System.setProperty("faultline.dir", directory.toString());
  }

  @AfterEach
  void forgetTheDirectory() {
    System.clearProperty("faultline.dir");
  }

  private static void setUp(World world) {
    world.node("a", () -> (Node) env -> env.reached("came"));
    world.reachable("came");
    world.reachable("missed");
    world.sometimes("always so", () -> true);
    world.sometimes("never so", () -> false);
  }

  static class ByWorlds {
    @WorldTest(worlds = 3)
    void runs(World world) {
      setUp(world);
    }
  }

  static class InOneGo {
    @WorldTest(worlds = 3, strategy = "guided")
    void runs(World world) {
      setUp(world);
    }
  }

  private static String printed(Class<?> test) {
    PrintStream before = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_test_of_many_invocations_names_what_never_happened_once_at_its_end() {
    assertThat(printed(ByWorlds.class).lines().filter(line -> line.contains("never reached")))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("never reached in 3 worlds: never so"),
            line -> assertThat(line).endsWith("never reached in 3 worlds: missed"));
  }

  @Test
  void a_test_whose_worlds_share_one_invocation_names_it_too() {
    assertThat(printed(InOneGo.class).lines().filter(line -> line.contains("never reached")))
        .hasSize(2);
  }
}
