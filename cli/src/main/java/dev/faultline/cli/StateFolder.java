package dev.faultline.cli;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
      } catch (NotDirectoryException e) {
        throw new UsageException(folder + " is not a folder; name another one with --out", e);
      } catch (IOException e) {
        throw new UsageException("cannot read " + folder + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Writes the program's directory. Symbolic links keep their targets, and files their names and
   * permissions; times are those of the writing.
   */
  static void write(Image image, Path folder) {
    Map<Long, Path> written = new TreeMap<>();
    Map<Path, Inode> made = new LinkedHashMap<>();
    try {
      Files.createDirectories(folder);
      image.walk((path, inode) -> {
        if (path.startsWith(STORE + "/")) {
          Path to = folder.resolve(path.substring(STORE.length() + 1));
          write(inode, to, written);
          made.put(to, inode);
        }
      });
      // Last, and what is inside before its directory: they may forbid what this needs.
      for (Path path : List.copyOf(made.keySet()).reversed()) {
        permit(path, Objects.requireNonNull(made.get(path)));
      }
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    } catch (UncheckedIOException e) {
      throw cannotWrite(folder, Objects.requireNonNull(e.getCause()));
    }
  }

  /** Writes it, and tells where it is, or in one line why it is not; what was found stays found. */
  static void keep(Image image, Path folder, String what, Terminal terminal) {
    try {
      write(image, folder);
      terminal.out().println("  " + what + ": " + folder);
    } catch (UsageException e) {
      terminal.out().flush();
      terminal.err().println("faultline: " + e.getMessage());
      terminal.err().flush();
    }
  }

  private static void permit(Path path, Inode inode) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    boolean link = inode.kind() == FileKind.SYMBOLIC_LINK;
    if (view != null && !link && inode.attributes().get("permissions") instanceof Long bits) {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      for (PosixFilePermission permission : PosixFilePermission.values()) {
        if ((bits & (0400 >> permission.ordinal())) != 0) {
          permissions.add(permission);
        }
      }
      view.setPermissions(permissions);
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
