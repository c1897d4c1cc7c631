package dev.faultline.disk.litmus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Issue 15, part 4: each line of the table in docs/disk.md has its test, or says why it has none.
 */
class ParityTableTest {
  private static final String TITLE = "## CrashMonkey, ACE and ALICE, line by line";
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
  private static final Pattern QUOTED = Pattern.compile("[(\"]([a-z][^\"()]+?)( …)?[)\"]");

  private final TreeMap<String, Path> tests = new TreeMap<>();

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/exploring.md"))) {
      here = Objects.requireNonNull(here.getParent(), "the repository's root");
    }
    return here;
  }

  private static List<String> rows() throws IOException {
    String page = Files.readString(root().resolve("docs/disk.md"));
    return page.substring(page.indexOf(TITLE))
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| theirs"))
        .toList();
  }

  private void findTests() throws IOException {
    Path root = root();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(root)) {
              return FileVisitResult.CONTINUE; // a clone may have any name
            }
            String name = folder.getFileName().toString();
            boolean no = name.equals("target") || name.equals("main") || name.startsWith(".git");
            return no ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.endsWith("Test.java")) {
              tests.put(name.replace(".java", ""), file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void each_line_names_tests_that_are_there_or_says_that_it_is_not_here() throws IOException {
    findTests();
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (String row : rows()) {
      lines++;
      Matcher matcher = TEST.matcher(row);
      int named = 0;
      while (matcher.find()) {
        named++;
        Path file = tests.get(matcher.group(1));
        String method = matcher.group(2);
        if (file == null
            || (method != null && !Files.readString(file).contains(" " + method + "("))) {
          wrong.add("no such test: " + matcher.group());
        }
      }
      boolean elsewhere = row.endsWith("| the same |") || row.contains("the table above");
      if (named == 0 && !elsewhere && !row.contains("| not here")) {
        wrong.add("no test: " + row);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).isGreaterThan(25);
  }

  @Test
  void each_outcome_that_a_line_quotes_is_one_of_the_litmus_suite() throws IOException {
    List<String> known = Litmuses.all().stream().map(Litmus::name).toList();
    List<String> unknown = new ArrayList<>();
    int quoted = 0;
    for (String row : rows()) {
      if (!row.contains("LitmusTest")) {
        continue;
      }
      Matcher matcher = QUOTED.matcher(row.substring(row.indexOf('|', 2)));
      while (matcher.find()) {
        String name = matcher.group(1);
        if (name.equals("five")) {
          continue;
        }
        quoted++;
        boolean found =
            matcher.group(2) == null
                ? known.contains(name)
                : known.stream().anyMatch(each -> each.startsWith(name));
        if (!found) {
          unknown.add(name);
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(quoted).isGreaterThan(12);
  }
}
