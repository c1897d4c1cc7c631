package dev.faultline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The build compiles and runs the test in Kotlin of docs/junit.md from this module. */
final class KotlinPageTest {
  @Test
  void the_page_shows_the_test_that_the_build_runs() throws IOException {
    String test = Files.readString(Path.of("src/test/kotlin/tickets/TicketsTest.kt"));
    assertThat(Path.of("../docs/junit.md")).content().contains("```kotlin\n" + test + "```\n");
  }
}
