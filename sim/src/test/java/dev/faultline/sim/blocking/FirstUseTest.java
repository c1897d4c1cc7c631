package dev.faultline.sim.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the JDK and the program's classes do when they are first used in a JVM must not show in the
 * world that happens to come first.
 */
final class FirstUseTest {
  private static final String AGENT = "../agent/target/javaagent.jar";

  @Test
  void the_first_world_of_a_jvm_is_like_its_own_second_run() throws Exception {
    List<String> hashes = inNewJvm(List.of(), "1", "1", "1");
    assertThat(hashes).hasSize(3);
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    assertThat(hashes.get(2)).isEqualTo(hashes.get(0));
  }

  @Test
  void worlds_do_not_depend_on_which_came_before_nor_on_the_jvm() throws Exception {
    List<String> forward = inNewJvm(List.of(), "1", "2", "3", "4");
    List<String> backward =
        inNewJvm(
            List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"), "4", "3", "2", "1");
    assertThat(backward.reversed()).isEqualTo(forward);
    assertThat(forward).doesNotHaveDuplicates();
  }

  /** What {@link FirstUse} prints in a JVM that has run nothing before. */
  private static List<String> inNewJvm(List<String> flags, String... seeds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-javaagent:" + Path.of(System.getProperty("basedir", "."), AGENT));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstUse.class.getName()));
    command.addAll(List.of(seeds));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("OpenJDK")).toList();
  }
}
