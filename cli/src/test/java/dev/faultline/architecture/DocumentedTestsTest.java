package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages say which test shows a line of a table: each of these tests is there. */
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]*Test)`");

  @Test
  void every_test_that_a_page_names_is_there() throws IOException {
    Set<String> tests = tests();
    List<String> absent = new ArrayList<>();
    int named = 0;
    for (Path page : pages()) {
      Matcher matcher = NAMED.matcher(Files.readString(page));
      while (matcher.find()) {
        named++;
        if (!tests.contains(matcher.group(1))) {
          absent.add(ROOT.relativize(page) + " names " + matcher.group(1));
        }
      }
    }

    assertThat(absent).isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  /** The names of all test classes of this repository. */
  private static Set<String> tests() throws IOException {
    Set<String> tests = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve("src/test/java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("Test.java"))
                .forEach(name -> tests.add(name.substring(0, name.length() - ".java".length())));
          }
        }
      }
    }
    return tests;
  }
}
