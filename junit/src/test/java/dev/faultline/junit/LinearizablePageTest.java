package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs docs/linearizable.md as a reader does, without Maven. */
final class LinearizablePageTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$");

  @TempDir Path directory;

  @BeforeEach
  void leaveFilesInTheTemporaryDirectory() {
    System.setProperty("faultline.dir", directory.resolve("found").toString());
  }

  @AfterEach
  void forgetTheDirectory() {
    System.clearProperty("faultline.dir");
    System.clearProperty("faultline.worlds");
  }

  private static List<String> blocks(String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(Path.of("../docs/linearizable.md")))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static String program() throws IOException {
    return blocks("java").getFirst();
  }

  @Test
  void the_program_fails_as_the_page_says() throws IOException {
    assertThat(blocks("sh")).containsExactly("mvn test -Dtest=RegisterTest\n");

    String said = messages(run(program()));

    int at = 0;
    for (String line : blocks("text").getFirst().lines().toList()) {
      String pattern =
          Arrays.stream(line.strip().split("…", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining("[^\\n]*"));
      Matcher found = Pattern.compile(pattern).matcher(said);
      assertThat(found.find(at)).as("'%s' in: %s", line, said.substring(at)).isTrue();
      at = found.end();
    }
  }

  @Test
  void the_mended_program_passes() throws IOException {
    String mend = blocks("java").getLast();
    String end = "\n  }\n";
    int start = program().indexOf(mend.lines().findFirst().orElseThrow());
    int after = program().indexOf(end, start) + end.length();

    System.setProperty("faultline.worlds", "30");
    run(program().substring(0, start) + mend + program().substring(after))
        .assertStatistics(stats -> stats.started(60).succeeded(60));
  }

  @Test
  void unknown_is_never_a_pass() throws IOException {
    String ofNothing = program().replaceAll("(?m)^    world.client\\(.*$", "");

    assertThat(messages(run(change(ofNothing, "return Verdict.valid(", "return Verdict.unknown("))))
        .contains("inconclusive")
        .contains("the register is linearizable: unknown: ")
        .contains("no value comes back: unknown: no client read a value again");
  }

  private static String change(String program, String from, String to) {
    assertThat(program).contains(from);
    return program.replace(from, to);
  }

  /** Compiles and runs the test of the page. */
  private Events run(String program) throws IOException {
    Path source = directory.resolve("RegisterTest.java");
    Files.writeString(source, program);
    Path classes = Files.createDirectories(directory.resolve("classes"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    source.toString()))
        .isZero();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(loader, "tickets.RegisterTest"))
          .execute()
          .testEvents();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String messages(Events tests) {
    return tests.failed().stream()
        .map(event ->
            event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .map(Throwable::getMessage)
        .collect(Collectors.joining("\n\n"));
  }
}
