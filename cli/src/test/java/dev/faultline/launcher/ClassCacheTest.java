package dev.faultline.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rehearsal as the shell runs it, with a JDK that only writes down that it ran. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class ClassCacheTest {
  private static final Path SCRIPT =
      Path.of("").toAbsolutePath().resolveSibling(".build").resolve("class-cache.sh");

  /** Appends a line to the log, and the file that the flag names gets what it learned. */
  private static final String LEARNS =
      """
      #!/bin/sh
      echo "ran $*" >>"${0%/*}/../ran"
      for word; do
        case $word in
          -XX:AOTCacheOutput=*) echo learned >"${word#*=}"; : >"${word#*=}.config" ;;
        esac
      done
      """;

  @TempDir private Path folder;
  private Path dist = Path.of("");

  @BeforeEach
  void a_published_build() throws IOException {
    dist = Files.createDirectories(folder.resolve("a build"));
  }

  @Test
  void the_jvm_rehearses_once_for_a_build_and_leaves_one_file() throws Exception {
    Path jdk = jdk("jdk", "25.0.1", LEARNS);
    assertThat(rehearse(jdk)).isEmpty();
    assertThat(rehearse(jdk)).isEmpty();
    assertThat(Files.readAllLines(jdk.resolve("ran"))).hasSize(1);
    assertThat(files()).singleElement().satisfies(f -> assertThat(f).hasContent("learned"));
  }

  /** With other flags than those of the rehearsal, the JVM leaves its modules out of the cache. */
  @Test
  void the_rehearsal_has_the_flags_of_the_commands_that_use_its_file() throws Exception {
    Path jdk = jdk("jdk", "25.0.1", LEARNS);
    rehearse(jdk);
    assertThat(Files.readString(jdk.resolve("ran")))
        .contains(
            " --enable-native-access=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED ");
    Path launcher = SCRIPT.resolveSibling("../faultline");
    assertThat(launcher).content().contains("set -- $short $native_access \"$@\"");
  }

  @Test
  void each_jdk_has_a_file_of_its_own() throws Exception {
    rehearse(jdk("jdk", "25.0.1", LEARNS));
    rehearse(jdk("newer", "25.0.2", LEARNS));
    assertThat(files()).hasSize(2);
  }

  @Test
  void a_rehearsal_that_fails_is_no_error_and_is_not_tried_again() throws Exception {
    Path jdk = jdk("jdk", "25.0.1", LEARNS + "exit 1\n");
    assertThat(rehearse(jdk)).isEmpty();
    assertThat(rehearse(jdk)).isEmpty();
    assertThat(Files.readAllLines(jdk.resolve("ran"))).hasSize(1);
    assertThat(files()).singleElement().satisfies(f -> assertThat(f).isEmptyFile());
  }

  @Test
  void a_build_folder_that_is_gone_is_no_error() throws Exception {
    Files.delete(dist);
    assertThat(rehearse(jdk("jdk", "25.0.1", LEARNS))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "help",
        "--help",
        "list",
        "exlpore",
        "check a.edn",
        "explore --help",
        "replay x -h",
        "crash --help",
        "crash Main",
        "run plan.yaml"
      })
  void what_runs_no_world_starts_without_the_agent(String arguments) throws Exception {
    assertThat(runsNoWorld(arguments)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"explore payments", "replay a.replay --why", "shrink a.replay", "diff a b"})
  void what_runs_worlds_starts_with_it(String arguments) throws Exception {
    assertThat(runsNoWorld(arguments)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay a.replay --why",
        "diff a b",
        "explore payments",
        "explore payments --seed 1893 --set dedup=true --why 5s",
        "explore microraft --worlds 1",
        "explore microraft --worlds=100"
      })
  void a_first_look_does_without_the_second_compiler(String arguments) throws Exception {
    assertThat(says("runs_few_worlds", arguments)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shrink a.replay",
        "detectors --table",
        "explore payments --worlds 101",
        "explore payments --worlds=1000 --seed 1",
        "explore payments --all",
        "explore payments --all --worlds 1",
        "explore ping-pong --strategy exhaustive",
        "explore --topology cluster.yaml",
        "explore com.example.Mine -cp target/classes"
      })
  void a_long_campaign_has_it(String arguments) throws Exception {
    assertThat(says("runs_few_worlds", arguments)).isFalse();
  }

  private static boolean runsNoWorld(String arguments) throws Exception {
    return says("runs_no_world", arguments);
  }

  private static boolean says(String function, String arguments) throws Exception {
    return new ProcessBuilder(
                "sh",
                "-euc",
                ". \"$1\"; if " + function + " $2; then exit 0; else exit 7; fi",
                "sh",
                SCRIPT.toString(),
                arguments)
            .start()
            .waitFor()
        == 0;
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(dist)) {
      return all.toList();
    }
  }

  private Path jdk(String name, String version, String java) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(program, java);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** What the script says, which must be nothing; it must not fail either. */
  private String rehearse(Path jdk) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-euc",
                ". \"$0\"; jdk=$1; rehearse \"$2\" || echo failed",
                SCRIPT.toString(),
                jdk.toString(),
                dist.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
