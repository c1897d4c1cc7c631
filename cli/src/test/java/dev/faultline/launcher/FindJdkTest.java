package dev.faultline.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class FindJdkTest {
  /** The tests run in the module's folder. */
  private static final Path SCRIPT =
      Path.of("").toAbsolutePath().resolveSibling(".build").resolve("find-jdk.sh");

  @TempDir private Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** Nothing of this machine's is visible: each test adds what it is about. */
  @BeforeEach
  void hide_the_machines_own_jdks() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : new String[] {"sh", "cat", "sed", "readlink"}) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool));
    }
    environment.put("PATH", tools.toString());
    environment.put("FAULTLINE_JDK_PLACES", folder.resolve("jvm") + "/*");
  }

  @Test
  void java_home_wins_over_the_usual_places() throws Exception {
    jdk("jvm/a", "25.0.1");
    Path home = jdk("home", "25.0.1");
    environment.put("JAVA_HOME", home.toString());
    assertThat(findJdk()).isEqualTo("found " + home + "\n");
  }

  @Test
  void the_product_s_own_variable_wins_over_java_home() throws Exception {
    Path own = jdk("own", "25");
    environment.put("JAVA_HOME", jdk("home", "25.0.1").toString());
    environment.put("FAULTLINE_JAVA_HOME", own.toString());
    assertThat(findJdk()).isEqualTo("found " + own + "\n");
  }

  @Test
  void the_product_s_own_variable_is_an_order_and_not_a_hint() throws Exception {
    Path old = jdk("own", "21.0.4");
    environment.put("JAVA_HOME", jdk("home", "25.0.1").toString());
    environment.put("FAULTLINE_JAVA_HOME", old.toString());
    assertThat(findJdk())
        .isEqualTo(
            "faultline: FAULTLINE_JAVA_HOME (" + old + ") is not the home of a JDK 25\nnone\n");
  }

  @Test
  void an_older_java_home_and_path_are_passed_over() throws Exception {
    Path found = jdk("jvm/temurin 25", "25.0.1");
    Path old = jdk("old", "17.0.15");
    jdk("jvm/a", "24.0.2");
    environment.put("JAVA_HOME", old.toString());
    environment.merge("PATH", old.resolve("bin").toString(), (tools, bin) -> tools + ":" + bin);
    assertThat(findJdk()).isEqualTo("found " + found + "\n");
  }

  @Test
  void java_on_the_path_is_followed_through_links() throws Exception {
    Path found = jdk("far away", "25.0.2");
    Files.createSymbolicLink(folder.resolve("tools/java"), found.resolve("bin/java"));
    assertThat(findJdk()).isEqualTo("found " + found.toRealPath() + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.1", "25-ea", "25+36"})
  void any_build_of_25_will_do(String version) throws Exception {
    Path found = jdk("jvm/x", version);
    assertThat(findJdk()).isEqualTo("found " + found + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "24.0.25", "26", "250", "1.8.0_25"})
  void another_version_will_not_and_the_message_names_the_places(String version) throws Exception {
    Path home = jdk("home", version);
    environment.put("JAVA_HOME", home.toString());
    assertThat(findJdk())
        .startsWith("faultline: no JDK 25 found.")
        .contains("JAVA_HOME (" + home + ")", "java on PATH (none)", folder.resolve("jvm") + "/*")
        .endsWith("none\n");
  }

  @Test
  void a_runtime_without_a_compiler_will_not_do() throws Exception {
    Files.delete(jdk("jvm/x", "25.0.1").resolve("bin/javac"));
    assertThat(findJdk()).endsWith("none\n");
  }

  /** A folder with what the script looks at. */
  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String tool : new String[] {"bin/java", "bin/javac"}) {
      Files.createFile(
          home.resolve(tool),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2025\"\n");
    return home;
  }

  /** What the script says, then what it found. */
  private String findJdk() throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder(
                "/bin/sh",
                "-euc",
                ". \"$0\"; if find_jdk; then echo \"found $jdk\"; else echo none; fi",
                SCRIPT.toString())
            .redirectErrorStream(true);
    shell.environment().clear();
    shell.environment().putAll(environment);
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
