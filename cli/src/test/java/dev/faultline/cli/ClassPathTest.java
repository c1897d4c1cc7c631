package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios that the command line has never seen, in a folder of their author. */
final class ClassPathTest {
  private static final String SOURCE =
      """
      package org.stranger;

      public final class Strange implements dev.faultline.explore.Scenario {
        @Override public String name() { return "strange"; }
        @Override public String description() { return "From elsewhere."; }
        @Override public dev.faultline.explore.Program program(dev.faultline.explore.Settings s) {
          return world -> {
            world.node("n1", () -> env -> env.remark("hello"));
            world.always("nothing is odd", () -> world.nowNanos() == 0);
          };
        }
      }
      """;

  @TempDir Path temporary;

  private Path compiled() throws IOException {
    Path source = temporary.resolve("org/stranger/Strange.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, SOURCE);
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(errors).isZero();
    return temporary;
  }

  @Test
  void a_class_from_elsewhere_is_explored_and_replayed() throws IOException {
    String folder = compiled().toString();
    Run explored =
        Run.faultline(
            "explore", "org.stranger.Strange", "--classpath", folder, "--json", "--out", folder);
    assertThat(explored.exitCode()).isEqualTo(1);
    assertThat(explored.err()).contains(".replay --classpath " + folder);
    String file =
        explored
            .json()
            .get("violations")
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("replayFile")
            .getAsString();

    assertThat(Run.faultline("replay", file, "--classpath", folder).out()).contains("reproduced: ");

    Run without = Run.faultline("replay", file);
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.errLines())
        .singleElement()
        .asString()
        .contains("there is no target 'org.stranger.Strange'")
        .contains("needs the --classpath");
  }

  @Test
  void scenarios_that_are_registered_elsewhere_are_listed() throws IOException {
    Path services = compiled().resolve("META-INF/services/dev.faultline.explore.Scenario");
    Files.createDirectories(services.getParent());
    Files.writeString(services, "org.stranger.Strange\n");

    assertThat(Run.faultline("list", "--classpath", temporary.toString()).out())
        .contains("strange")
        .contains("fine");

    Files.writeString(services, "org.stranger.Missing\n");
    Run run = Run.faultline("list", "--classpath", temporary.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("org.stranger.Missing");
  }
}
