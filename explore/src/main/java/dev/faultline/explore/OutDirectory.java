package dev.faultline.explore;

import dev.faultline.explore.tape.ReplayText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where a campaign leaves its replay files. Existing files are never overwritten. */
public final class OutDirectory {
  private final Path directory;

  private OutDirectory(Path directory) {
    this.directory = directory;
  }

  /** A directory that the first finding creates when it is written: many tests may share it. */
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
    try {
      probe(directory.toAbsolutePath().normalize());
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

  /**
   * Makes the directories that are missing, and a file, in a place of its own: another campaign may
   * begin in the same directory at the same time.
   */
  private static void probe(Path directory) throws IOException {
    Path there = directory;
    for (Path up = there.getParent(); !Files.exists(there) && up != null; up = there.getParent()) {
      there = up;
    }
    if (!Files.isDirectory(there)) {
      throw new FileAlreadyExistsException(there.toString());
    }
    Deque<Path> made = new ArrayDeque<>();
    made.push(Files.createTempDirectory(there, ".faultline-"));
    try {
      for (Path name : there.relativize(directory)) {
        if (!name.toString().isEmpty()) {
          made.push(Files.createDirectory(made.element().resolve(name)));
        }
      }
      made.push(Files.createTempFile(made.element(), "", ".probe"));
    } finally {
      while (!made.isEmpty()) {
        Files.delete(made.pop());
      }
    }
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
        if (!Files.exists(path) && publish(text, path)
            || Files.isRegularFile(path) && Files.readString(path).equals(text)) {
          return path;
        }
      }
    } catch (IOException e) {
      throw new UsageException("cannot write to " + directory.toAbsolutePath() + ": " + e, e);
    }
  }

  /** Puts the whole file there in one step; false where somebody else has put one. */
  private boolean publish(String text, Path path) throws IOException {
    // A temporary file of the JDK's would be one that only its owner may read.
    Path own = Files.createTempDirectory(directory, ".faultline-");
    Path part = own.resolve("part");
    try {
      create(part, text);
      Files.createLink(path, part);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Without hard links there is no step that neither overwrites nor shows half a file.
      return create(path, text);
    } finally {
      Files.deleteIfExists(part);
      Files.delete(own);
    }
  }

  private static boolean create(Path path, String text) throws IOException {
    try {
      Files.writeString(path, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
