package dev.faultline.chaos.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each in a JVM of its own, since flags decide. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class PacingTest {
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
  private static final List<String> EXPORTS =
      List.of("--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED");

  @TempDir private Path folder;

  @Test
  void a_peer_on_this_machine_gets_much_data_without_pauses() throws Exception {
    String system = systemsOwn();
    assertThat(algorithm(List.of(NATIVE, EXPORTS.get(0), EXPORTS.get(1))))
        .isEqualTo(system.startsWith("bbr") ? "reno" : system);
  }

  @Test
  void without_the_descriptor_sockets_stay_as_the_system_makes_them() throws Exception {
    assertThat(algorithm(List.of(NATIVE))).isEqualTo(systemsOwn());
  }

  @Test
  void without_native_access_nothing_is_tried_and_the_jvm_has_nothing_to_warn_of()
      throws Exception {
    assertThat(algorithm(EXPORTS)).isEqualTo("unknown");
  }

  private static String systemsOwn() throws IOException {
    return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
  }

  /** What the probe says; it must not say anything on standard error. */
  private String algorithm(List<String> flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), PacingProbe.class.getName()));
    File errors = folder.resolve("errors").toFile();
    Process probe = new ProcessBuilder(command).redirectError(errors).start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(errors).content().isEmpty();
    assertThat(probe.waitFor()).isZero();
    return said;
  }
}
