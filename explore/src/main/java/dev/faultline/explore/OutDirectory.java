package dev.faultline.explore;

import dev.faultline.explore.tape.ReplayText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where a campaign leaves its replay files. Existing files are never overwritten. */
public final class OutDirectory {
  private final Path directory;

  private OutDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * A directory that is made when the first finding is written, by whoever comes first: many tests
   * may share it.
   */
  public static OutDirectory shared(Path directory) {
    return new OutDirectory(directory);
  }

  /**
   * Makes sure, before a campaign starts, that its findings can be written. Nothing is left behind:
   * the directory appears with the first finding.
   *
   * @throws UsageException when they could not
   */
  public static OutDirectory prepare(Path directory) {
    Deque<Path> made = new ArrayDeque<>();
    try {
      create(directory.toAbsolutePath(), made);
      Files.delete(Files.createTempFile(directory, ".faultline-", ".probe"));
      while (!made.isEmpty()) {
        Files.delete(made.pop());
      }
    } catch (IOException e) {
      throw new UsageException(
          "cannot write to the out-directory "
              + directory.toAbsolutePath()
              + " ("
              + reason(e)
              + "); name another one with --out",
          e);
    }
    return new OutDirectory(directory);
  }

  private static void create(Path directory, Deque<Path> made) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      create(parent, made);
    }
    Files.createDirectory(directory);
    made.push(directory);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
      case AccessDeniedException denied -> "no permission";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case IOException other -> other.toString();
    };
  }

  /**
   * Writes a finding's replay file.
   *
   * @return where it is; the file that was there before where its contents are the same
   */
  public Path write(Finding finding) {
    return write(finding, "");
  }

  /** The same for a finding that was made small, beside the file of how it was found. */
  public Path writeShrunk(Finding finding) {
    return write(finding, "-shrunk");
  }

  private Path write(Finding finding, String suffix) {
    String text = ReplayText.of(finding.replay());
    String target = finding.replay().target().replaceAll("[^A-Za-z0-9.-]", "_");
    String stem = target + "-" + finding.seed() + suffix;
    try {
      Files.createDirectories(directory);
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
