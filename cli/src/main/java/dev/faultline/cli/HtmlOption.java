package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --html} may name. */
final class HtmlOption {
  private HtmlOption() {}

  /**
   * Looks before the work whether its page could be written.
   *
   * @throws UsageException if it could not
   */
  static void check(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw new UsageException(
          "cannot write '%s', which --html names; expected a file in a folder that is there"
              .formatted(file));
    }
  }
}
