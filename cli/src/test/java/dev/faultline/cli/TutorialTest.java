package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/tutorial.md as a reader does: writes its files, runs its commands, compares. */
@Timeout(300)
final class TutorialTest {
  private static final Path PAGE = Path.of("../docs/tutorial.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$");
  private static final String JARS = "'target/dist/current/lib/*'";

  @TempDir Path temporary;

  private final List<String> ran = new ArrayList<>();
  private String printed = "";

  @Test
  void the_tutorial_says_what_happens() throws IOException {
    int compared = 0;
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      switch (block.group(1)) {
        case "java" -> write(block.group(2));
        case "sh" -> {
          printed = "";
          block.group(2).lines().forEach(this::run);
        }
        case "text" -> {
          compare(block.group(2).lines().toList());
          compared++;
        }
        default -> throw new AssertionError("a block of " + block.group(1));
      }
    }
    assertThat(ran).containsExactly("explore", "javac", "explore", "javac", "replay", "explore");
    assertThat(compared).isEqualTo(4);
  }

  /** A whole file, or a class that takes the place of the one with its name. */
  private void write(String java) throws IOException {
    Path file = temporary.resolve("tutorial/Tickets.java");
    if (java.startsWith("package ")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, java);
      return;
    }
    String head = java.lines().findFirst().orElseThrow();
    String before = Files.readString(file);
    int start = before.indexOf(head);
    String end = "\n  }\n";
    int after = before.indexOf(end, start) + end.length();
    assertThat(start).as(head).isPositive();
    Files.writeString(file, before.substring(0, start) + java + before.substring(after));
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

  /** Each line of the page is a part of what was printed, in this order. */
  private void compare(List<String> lines) {
    int at = 0;
    for (String line : lines) {
      String pattern =
          Arrays.stream(line.strip().split("…", -1))
              .map(Pattern::quote)
              .reduce((a, b) -> a + "[^\\n]*" + b)
              .orElseThrow();
      Matcher matcher = Pattern.compile(pattern).matcher(printed);
      assertThat(matcher.find(at)).as("'%s' in: %s", line, printed.substring(at)).isTrue();
      at = matcher.end();
    }
  }
}
