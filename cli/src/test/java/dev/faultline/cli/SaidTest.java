package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SaidTest {
  @TempDir Path folder;

  private String said(String text) throws IOException {
    return Said.of(Files.writeString(folder.resolve("output"), text));
  }

  @Test
  void a_short_text_is_whole() throws IOException {
    assertThat(said("")).isEmpty();
    assertThat(said(" two\nlines \n")).isEqualTo("two\nlines");
    assertThat(said("x".repeat(Said.MOST_BYTES))).hasSize(Said.MOST_BYTES);
  }

  @Test
  void of_a_long_text_the_beginning_is_kept_and_how_much_follows() throws IOException {
    String said = said("line\n".repeat(100_000));

    assertThat(said).startsWith("line\nline\n").contains("… and 495,904 bytes more");
    assertThat(said.length()).isLessThan(2 * Said.MOST_BYTES);
  }

  @Test
  void long_texts_that_differ_in_the_end_differ() throws IOException {
    String long1 = "x".repeat(100_000);

    assertThat(said(long1 + "a")).isNotEqualTo(said(long1 + "b"));
    assertThat(said(long1 + "a")).isEqualTo(said(long1 + "a"));
  }
}
