package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.stories.tell.StoryPage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Computes the page of a story on all cores and writes it. */
final class StoryFile {
  private StoryFile() {}

  /**
   * Writes the page; a file that is there is replaced.
   *
   * @throws UsageException if it cannot be written
   */
  static void write(StoryPage page, Path file) {
    HtmlOption.check(file);
    IntStream.range(0, page.fields()).parallel().forEach(page::compute);
    try (Writer out = Files.newBufferedWriter(file)) {
      page.write(out);
    } catch (IOException e) {
      throw new UsageException("cannot write '%s', which --html names: %s".formatted(file, e), e);
    }
  }
}
