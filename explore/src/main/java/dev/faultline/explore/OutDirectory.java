package dev.faultline.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a campaign leaves its replay files. Existing files are never overwritten. */
public final class OutDirectory {
  private final Path directory;

  private OutDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes sure, before a campaign starts, that its findings can be written.
   *
   * @throws UsageException when they could not
   */
  public static OutDirectory prepare(Path directory) {
    try {
      Files.createDirectories(directory);
      Path probe = Files.createTempFile(directory, ".faultline-", ".probe");
      Files.delete(probe);
    } catch (IOException e) {
      throw new UsageException(
          "cannot write to the out-directory "
              + directory.toAbsolutePath()
              + " ("
              + e.getClass().getSimpleName()
              + "); name another one with --out",
          e);
    }
    return new OutDirectory(directory);
  }

  /**
   * Writes a finding's replay file.
   *
   * @return where it is; the file that was there before where its contents are the same
   */
  public Path write(Finding finding) {
    String text = ReplayText.of(finding.replay());
    String target = finding.replay().target().replaceAll("[^A-Za-z0-9.-]", "_");
    String stem = target + "-" + finding.seed();
    try {
      for (int copy = 1; ; copy++) {
        Path path = directory.resolve(stem + (copy == 1 ? "" : "-" + copy) + ".replay");
        if (!Files.exists(path)) {
          Files.writeString(path, text);
          return path;
        }
        if (Files.isRegularFile(path) && Files.readString(path).equals(text)) {
          return path;
        }
      }
    } catch (IOException e) {
      throw new UsageException("cannot write to " + directory.toAbsolutePath() + ": " + e, e);
    }
  }
}
