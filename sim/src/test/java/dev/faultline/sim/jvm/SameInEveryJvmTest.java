package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue 23: a seed gives one run of a program, in whichever JVM. */
final class SameInEveryJvmTest {
  @ParameterizedTest
  @EnumSource
  void a_seed_gives_one_run_with_other_heaps_collectors_properties_and_zones(ProofWorlds world)
      throws Exception {
    String name = world.name();
    List<String> forward =
        inNewJvm(
            List.of("-XX:+UseG1GC", "-Xmx512m"),
            name + ":1",
            name + ":2",
            name + ":3",
            name + ":1");
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
            name + ":1",
            name + ":3",
            name + ":2",
            name + ":1");
    assertThat(backward.reversed()).isEqualTo(forward);
    assertThat(forward.getFirst()).isEqualTo(forward.getLast());
    assertThat(forward.subList(0, 3)).doesNotHaveDuplicates();
  }

  private static List<String> inNewJvm(List<String> flags, String... worlds)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ProofWorlds.class.getName()));
    command.addAll(List.of(worlds));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("OpenJDK")).toList();
  }
}
