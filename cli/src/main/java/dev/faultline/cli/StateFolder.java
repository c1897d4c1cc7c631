package dev.faultline.cli;

import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a crash left, as files of the real file system. */
final class StateFolder {
  private static final String STORE = "store";

  private StateFolder() {}

  /**
   * Makes sure that nothing is overwritten.
   *
   * @throws UsageException if the folder has something in it, or cannot be made
   */
  static void requireEmpty(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new UsageException(folder + " is not empty; name another folder with --out");
        }
      } catch (IOException e) {
        throw new UsageException("cannot read " + folder + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Writes the program's directory. Symbolic links keep their targets; times are those of the
   * writing.
   */
  static void write(Image image, Path folder) {
    Map<Long, Path> written = new TreeMap<>();
    try {
      Files.createDirectories(folder);
      image.walk((path, inode) -> {
        if (path.startsWith(STORE + "/")) {
          write(inode, folder.resolve(path.substring(STORE.length() + 1)), written);
        }
      });
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    } catch (UncheckedIOException e) {
      throw cannotWrite(folder, Objects.requireNonNull(e.getCause()));
    }
  }

  private static UsageException cannotWrite(Path folder, IOException cause) {
    return new UsageException(
        "cannot write the state to %s: %s; name another folder with --out"
            .formatted(folder, cause.getMessage()),
        cause);
  }

  private static void write(Inode inode, Path to, Map<Long, Path> written) {
    try {
      switch (inode.kind()) {
        case DIRECTORY -> Files.createDirectories(to);
        case SYMBOLIC_LINK -> Files.createSymbolicLink(to, Path.of(inode.linkTarget()));
        case FILE -> {
          Path other = written.putIfAbsent(inode.number(), to);
          if (other == null) {
            Files.write(to, inode.content());
          } else {
            Files.createLink(to, other);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
