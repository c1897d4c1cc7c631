package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Issue 21: the image of the command line has what the build leaves, and starts it alike. */
@Timeout(60)
final class CommandLineImageTest {
  @TempDir Path temporary;

  private static String read(String file) throws IOException {
    return Files.readString(Path.of("..").resolve(file));
  }

  private static List<String> all(String regex, String text) {
    return Pattern.compile(regex, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  @Test
  void the_base_is_an_argument_and_what_is_copied_is_there() throws IOException {
    String docker = read("cli/image/Dockerfile");

    assertThat(all("^FROM (.*)$", docker)).containsExactly("${BASE}");
    assertThat(all("^ARG (.*)$", docker)).containsExactly("BASE", "DIST=target/dist/current");
    assertThat(all("^COPY (\\S+)", docker))
        .containsExactly("${DIST}/faultline.jar", "${DIST}/lib", "cli/image/faultline");
    assertThat(all("^ENTRYPOINT \\[\"(.*)\"]$", docker))
        .containsExactlyElementsOf(all("^COPY cli/image/faultline (\\S+)$", docker));
    assertThat(Path.of("../cli/image/faultline")).isExecutable();
    assertThat(read(".build/build.sh")).contains("faultline.jar");
  }

  @Test
  void it_starts_the_command_line_as_the_launcher_does_with_all_arguments_as_they_are()
      throws Exception {
    Path java = temporary.resolve("java");
    Files.writeString(java, "#!/bin/sh\nfor each; do echo \"<$each>\"; done\nexit 3\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder("../cli/image/faultline", "explore", "a b", "--set", "x=*");
    builder.environment().put("PATH", temporary + ":/usr/bin:/bin");
    builder.environment().put("FAULTLINE_JAVA_OPTS", "-Xmx1g -Xms1g");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(said.lines())
        .containsExactly(
            "<-Xmx1g>",
            "<-Xms1g>",
            "<-Dfaultline.command=faultline>",
            "<-XX:-OmitStackTraceInFastThrow>",
            "<-jar>",
            "</opt/faultline/faultline.jar>",
            "<explore>",
            "<a b>",
            "<--set>",
            "<x=*>");
    assertThat(read("faultline"))
        .contains(
            "set -- -XX:-OmitStackTraceInFastThrow $short -jar \"$dist/faultline.jar\" \"$@\"");
  }
}
