package dev.faultline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.core.Env;
import dev.faultline.link.Endpoint;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links in a process that has used up its file descriptors. */
final class FewDescriptorsTest {
  @TempDir private Path folder;

  @Test
  void without_descriptors_nothing_is_opened_in_one_line_nothing_leaks_and_what_is_open_goes_on()
      throws IOException, InterruptedException, URISyntaxException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "this machine does not tell");
    List<String> lines = run();
    String all = String.join("\n", lines);
    List<String> failed = lines.stream().filter(line -> line.contains("Exception")).toList();
    assertThat(failed)
        .as(all)
        .hasSizeGreaterThan(3)
        .allMatch(line -> line.contains("UdpException: ") || line.contains("LogException: "))
        .allMatch(line -> line.contains("oo many open files"))
        .anyMatch(line -> line.contains("LogException: "));
    assertThat(lines).as(all).contains("socket opened", "log opened");
    assertThat(lines).as(all).contains("left 0", "left-after-tcp 0");
    assertThat(lines).as(all).contains("connected-without 0", "connected-later 1");
    // A driver that cannot let anybody in sleeps, as far as it is asked to.
    assertThat(Long.parseLong(said(lines, "cycles ").getFirst().substring(7)))
        .as(all)
        .isLessThan(20_000);
  }

  private static List<String> said(List<String> lines, String what) {
    return lines.stream().filter(line -> line.startsWith(what)).toList();
  }

  private List<String> run() throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>(List.of("timeout", "120", "sh", "-c"));
    command.add("ulimit -n 64 && exec \"$0\" \"$@\"");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    List<String> path = new ArrayList<>();
    // No more than it needs: each archive takes a descriptor.
    for (Class<?> each :
        List.of(FewDescriptors.class, LinkDriver.class, Endpoint.class, Env.class)) {
      path.add(
          Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.addAll(List.of(FewDescriptors.class.getName(), folder.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
