package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/first-test.md as a reader does, in an empty project, with Maven and no network. */
@Timeout(300)
final class FirstTestPageTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/first-test.md");
  private static final Path INSTALLED =
      Path.of(System.getProperty("user.home"), ".m2", "repository");

  /** What the page's project needs and this build has fetched, unless it has it elsewhere. */
  private static final List<String> NEEDED =
      List.of(
          "org/apache/maven/plugins/maven-resources-plugin/3.4.0",
          "org/apache/maven/plugins/maven-compiler-plugin/3.15.0",
          "org/apache/maven/plugins/maven-surefire-plugin/3.5.6",
          "org/apache/maven/surefire/surefire-junit-platform/3.5.6",
          "org/junit/jupiter/junit-jupiter/6.1.3");

  @TempDir Path temporary;

  private Path project = Path.of("");
  private String printed = "";

  @Test
  void the_page_says_what_happens() throws IOException, InterruptedException {
    assumeTrue(isThere("mvn"), "there is no Maven here");
    for (String needed : NEEDED) {
      assumeTrue(Files.isDirectory(INSTALLED.resolve(needed)), "not installed: " + needed);
    }
    // A build of the command line alone does not make it.
    assumeTrue(
        Files.isDirectory(ROOT.resolve("junit/target/classes")), "faultline-junit is not built");
    project = Files.createDirectories(temporary.resolve("tickets"));
    Path repository = LocalRepository.with(INSTALLED, ROOT, temporary.resolve("repository"));
    try {
      follow(repository);
    } finally {
      LocalRepository.unlink(repository);
    }
  }

  private void follow(Path repository) throws IOException, InterruptedException {
    int compared = 0;
    for (PageBlock block : PageBlock.of(PAGE)) {
      switch (block.language()) {
        case "xml" -> Files.writeString(project.resolve("pom.xml"), block.text());
        case "java" ->
            PageBlock.write(
                project.resolve("src/test/java/tickets/TicketsTest.java"), block.text());
        case "sh" -> {
          assertThat(block.text()).isEqualTo("mvn test\n");
          maven(repository);
        }
        case "text" -> {
          block.assertPrintedIn(printed);
          compared++;
        }
        case "kotlin" -> {}
        default -> throw new AssertionError("a block of " + block.language());
      }
    }
    assertThat(compared).isEqualTo(2);
  }

  /** Gradle is not run: its file has at least the artifacts and versions of Maven's. */
  @Test
  void gradle_is_given_what_maven_is_given() throws IOException {
    List<PageBlock> blocks = PageBlock.of(PAGE);
    String pom = blocks.stream().filter(b -> b.language().equals("xml")).findFirst().get().text();
    String gradle =
        blocks.stream().filter(b -> b.language().equals("kotlin")).findFirst().get().text();
    Pattern dependency =
        Pattern.compile(
            "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*(?:<version>([^<]+)<)?");
    List<MatchResult> found =
        dependency.matcher(pom).results().filter(m -> !m.group(1).equals("tickets")).toList();

    assertThat(found).hasSize(3);
    for (MatchResult each : found) {
      String version = each.group(3) == null ? "" : ":" + each.group(3);
      assertThat(gradle).contains('"' + each.group(1) + ":" + each.group(2) + version + '"');
    }
    assertThat(Files.readString(ROOT.resolve("bom/pom.xml"))).contains("faultline-junit");
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void maven(Path repository) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("mvn", "-o", "-B", "-ntp", "-Dmaven.repo.local=" + repository, "test");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Of the build that runs this test.
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().remove("MAVEN_CMD_LINE_ARGS");
    Process maven = builder.directory(project.toFile()).redirectErrorStream(true).start();
    printed = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    maven.waitFor();
  }
}
