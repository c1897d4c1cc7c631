package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file for JBang in docs/install.md: compiled, and run as JBang does, with the artifact that
 * its head names on the class path. JBang itself is not run.
 */
final class JBangPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  private static PageBlock after(List<PageBlock> blocks, int from, String language) {
    PageBlock block = blocks.get(from);
    assertThat(block.language()).isEqualTo(language);
    return block;
  }

  @Test
  void the_file_finds_its_bug() throws IOException, InterruptedException {
    List<PageBlock> blocks = PageBlock.of(ROOT.resolve("docs/install.md"));
    int at = 0;
    while (!blocks.get(at).text().startsWith("///usr/bin/env jbang")) {
      at++;
    }
    String source = blocks.get(at).text();
    assertThat(source)
        .contains("//JAVA 25\n", "//DEPS dev.faultline:faultline-cli:0.1.0-SNAPSHOT\n");
    Path file = Files.writeString(folder.resolve("Counting.java"), source);
    String classes = System.getProperty("java.class.path");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classes, "-d", folder.toString(), file.toString());
    assertThat(failed).isZero();

    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes + File.pathSeparator + folder,
            "Counting");
    Process process = java.directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(printed).isEqualTo(1);
    assertThat(after(blocks, at + 1, "sh").text()).isEqualTo("jbang Counting.java\n");
    after(blocks, at + 2, "text").assertPrintedIn(printed);
  }
}
