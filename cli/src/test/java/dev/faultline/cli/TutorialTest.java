package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/tutorial.md as a reader does: writes its files, runs its commands, compares. */
@Timeout(300)
final class TutorialTest {
  private static final Path PAGE = Path.of("../docs/tutorial.md");
  private static final String JARS = "'target/dist/current/lib/*'";

  @TempDir Path temporary;

  private final List<String> ran = new ArrayList<>();
  private String printed = "";

  @Test
  void the_tutorial_says_what_happens() throws IOException {
    int compared = 0;
    for (PageBlock block : PageBlock.of(PAGE)) {
      switch (block.language()) {
        case "java" -> write(block.text());
        case "sh" -> {
          printed = "";
          block.text().lines().forEach(this::run);
        }
        case "text" -> {
          block.assertPrintedIn(printed);
          compared++;
        }
        default -> throw new AssertionError("a block of " + block.language());
      }
    }
    assertThat(ran).containsExactly("explore", "javac", "explore", "javac", "replay", "explore");
    assertThat(compared).isEqualTo(4);
  }

  /** A whole file, or a class that takes the place of the one with its name. */
  private void write(String java) throws IOException {
    PageBlock.write(temporary.resolve("tutorial/Tickets.java"), java);
  }

  private void run(String command) {
    // What the page has below the clone, the test has elsewhere.
    String[] words = command.replace(JARS, "JARS").split(" ");
    for (int i = 0; i < words.length; i++) {
      if (words[i].startsWith("tutorial/")) {
        words[i] = temporary.resolve(words[i]).toString();
      }
    }
    if (words[0].equals("javac")) {
      ran.add("javac");
      String[] arguments = Arrays.copyOfRange(words, 1, words.length);
      arguments[Arrays.asList(arguments).indexOf("JARS")] = System.getProperty("java.class.path");
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
          .as(command)
          .isZero();
      return;
    }
    assertThat(words[0]).isEqualTo("./faultline");
    ran.add(words[1]);
    Run run = Run.faultline(Arrays.copyOfRange(words, 1, words.length));
    assertThat(run.exitCode()).as(run.err()).isBetween(0, 1);
    printed += run.out().replace(temporary + "/", "");
  }
}
