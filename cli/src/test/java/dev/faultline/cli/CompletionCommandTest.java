package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
  @TempDir Path temporary;

  @Test
  void bash_completes_commands_and_targets() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
    Path script = temporary.resolve("completion");
    Files.writeString(script, Run.faultline("completion").out());

    assertThat(completed(script, "faultline ex")).isEqualTo("explore");
    assertThat(completed(script, "faultline explore vio")).isEqualTo("violating");
    assertThat(completed(script, "faultline explore --strategy sw")).isEqualTo("swarm");
    assertThat(completed(script, "faultline proxy conn")).isEqualTo("connections");
    assertThat(completed(script, "faultline proxy toxic add --type half")).isEqualTo("half_open");
    assertThat(completed(script, "faultline proxy toxic add --stream bo")).isEqualTo("both");
    assertThat(completed(script, "faultline proxy toxic types loss_")).isEqualTo("loss_stall");
    assertThat(completed(script, "faultline proxy create --protocol u")).isEqualTo("udp");
  }

  private static String completed(Path script, String line)
      throws IOException, InterruptedException {
    String program =
        "source "
            + script
            + "; COMP_WORDS=("
            + line
            + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='"
            + line
            + "'; COMP_POINT=${#COMP_LINE}; _complete_faultline; echo \"${COMPREPLY[*]}\"";
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", program).redirectError(Redirect.DISCARD).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.strip();
  }
}
