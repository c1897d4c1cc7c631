package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of code of a page of the documentation, for tests that do what the page says. */
record PageBlock(String language, String text) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$");

  /** All of a page, in order. */
  static List<PageBlock> of(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(block -> new PageBlock(block.group(1), block.group(2)))
        .toList();
  }

  /** A whole file, or a class within it that takes the place of the one with its name. */
  static void write(Path file, String java) throws IOException {
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

  /** Each line of the block is a part of what was printed, in this order. */
  void assertPrintedIn(String printed) {
    int at = 0;
    for (String line : text.lines().toList()) {
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
