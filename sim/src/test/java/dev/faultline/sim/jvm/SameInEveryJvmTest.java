package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 23: a seed gives one run of a program, in whichever JVM. */
final class SameInEveryJvmTest {
  /** Each world twice: its first run may be the first in the JVM that uses something. */
  @Test
  void a_seed_gives_one_run_with_other_heaps_collectors_properties_and_zones() throws Exception {
    List<String> worlds = new ArrayList<>();
    for (ProofWorlds world : ProofWorlds.values()) {
      for (int seed : new int[] {1, 2, 1}) {
        worlds.add(world + ":" + seed);
      }
    }

    List<String> forward = inNewJvm(List.of("-XX:+UseG1GC", "-Xmx512m"), worlds);
    List<String> backward =
        inNewJvm(
            List.of(
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=Asia/Tokyo",
                "-Duser.language=de",
                "-Djava.io.tmpdir=/var/tmp",
                "-Dmine=host"),
            worlds.reversed());

    assertThat(backward.reversed()).isEqualTo(forward);
    for (int first = 0; first < forward.size(); first += 3) {
      assertThat(forward.get(first)).isEqualTo(forward.get(first + 2));
      assertThat(hash(forward.get(first))).isNotEqualTo(hash(forward.get(first + 1)));
    }
  }

  private static String hash(String line) {
    return line.substring(line.indexOf(' '));
  }

  private static List<String> inNewJvm(List<String> flags, List<String> worlds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ProofWorlds.class.getName()));
    command.addAll(worlds);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("OpenJDK")).toList();
  }
}
