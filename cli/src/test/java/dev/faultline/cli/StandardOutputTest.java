package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardOutputTest {
  private static Run run(PrintWriter out, String... args) {
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(out, new PrintWriter(err), false, false, Map.of(), Terminal.DEFAULT_COMMAND);
    return new Run(Main.run(terminal, args), "", err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "--version",
        "--help",
        "proxy --help",
        "proxy toxic types",
        "proxy toxic types --json",
        "monkey config --help",
        "run --templates",
        "completion"
      })
  void a_full_disk_is_one_line_and_exit_4(String command) throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (PrintWriter out = StandardOutput.to(new FileOutputStream(full.toFile()), UTF_8)) {
      Run run = run(out, command.split(" ", -1));
      assertThat(run.err())
          .isEqualTo("faultline: cannot write to standard output: No space left on device\n");
      assertThat(run.exitCode()).isEqualTo(4);
    }
  }

  @Test
  void a_reader_that_has_left_is_told_nothing_and_the_code_is_that_of_the_command(
      @TempDir Path folder) throws IOException {
    FileOutputStream left =
        new FileOutputStream(folder.resolve("pipe").toFile()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (PrintWriter out = StandardOutput.to(left, UTF_8)) {
      assertThat(run(out, "list")).isEqualTo(new Run(0, "", ""));
    }
  }

  @Test
  void a_command_that_has_failed_keeps_its_code() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (PrintWriter out = StandardOutput.to(new FileOutputStream(full.toFile()), UTF_8)) {
      assertThat(run(out, "replay", "none", "--json").exitCode()).isEqualTo(2);
    }
  }

  @Test
  void what_can_be_written_is(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("out");
    try (PrintWriter out = StandardOutput.to(new FileOutputStream(file.toFile()), UTF_8)) {
      assertThat(run(out, "--version")).isEqualTo(new Run(0, "", ""));
    }
    assertThat(file).content().startsWith("faultline ");
  }
}
