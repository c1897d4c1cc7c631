package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages say which test shows a line of a table: each of these tests is there. */
final class DocumentedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*Test)(?:\\.(\\w+))?`");

  @Test
  void every_test_that_a_page_names_is_there() throws IOException {
    Map<String, String> tests = tests();
    List<String> absent = new ArrayList<>();
    int named = 0;
    for (Path page : pages()) {
      Matcher matcher = NAMED.matcher(Files.readString(page));
      while (matcher.find()) {
        named++;
        String source = tests.getOrDefault(matcher.group(1), "");
        String method = matcher.group(2);
        if (source.isEmpty() || (method != null && !source.contains(" void " + method + "("))) {
          absent.add(ROOT.relativize(page) + " names " + matcher.group());
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

  /** The sources of all test classes of this repository by their names; some have one twice. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve("src/test/java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(one -> one.toString().endsWith("Test.java")).toList()) {
              String name = file.getFileName().toString();
              tests.merge(
                  name.substring(0, name.length() - ".java".length()),
                  Files.readString(file),
                  String::concat);
            }
          }
        }
      }
    }
    return tests;
  }
}
