package dev.faultline.mount;

import dev.faultline.mount.sys.Fusermount;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.sys.MountCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a file system is mounted: what is there, and how to take it away. */
final class MountPoint {
  private static final int DETACH = 2;
  private static final int MOST_LINKS = 40;
  private static final int FORCE_SYNC = 0x2000;
  private static final int TYPE_ONLY = 1;
  private static final int EPERM = 1;
  private static final int EBUSY = 16;
  private static final int ECONNABORTED = 103;
  private static final int ENOTCONN = 107;

  /** Whoever lives answers in less, unless a fault holds the call up. */
  private static final long PATIENCE_SECONDS = 2;

  private MountPoint() {}

  /**
   * The real path of a folder.
   *
   * @throws MountException saying why it is none
   */
  static Path realFolder(String what, Path given) throws MountException {
    try {
      Path real = given.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (NoSuchFileException e) {
      throw new MountException(what + " " + given + ": there is no such folder");
    } catch (IOException e) {
      throw new MountException(what + " " + given + ": " + e.getMessage());
    }
    throw new MountException(what + " " + given + " is not a folder");
  }

  /**
   * The real path of a mount point where nothing is mounted, and which is empty. Takes away what a
   * process of ours that was killed has left mounted there.
   *
   * @param source the real path of what is to be mounted
   */
  static Path free(Path source, Path given, Consumer<String> said) throws MountException {
    Path point = resolved(given);
    try {
      if (MountTable.isOurs(point) && isDead(point)) {
        detach(point);
        said.accept("unmounted " + point + ", which a process that has ended left mounted");
      }
      // Before anything is asked of the folder: whoever is mounted there might not answer.
      if (MountTable.isMounted(point)) {
        throw new MountException(
            "mount point " + given + ": something is mounted there; unmount it first");
      }
      Path at = realFolder("mount point", point);
      if (at.startsWith(source)) {
        throw new MountException(
            "mount point " + given + " is inside the source " + source + "; choose one outside");
      }
      if (source.startsWith(at)) {
        throw new MountException(
            "source " + source + " is inside the mount point " + given + "; choose another point");
      }
      try (Stream<Path> inside = Files.list(at)) {
        if (inside.findAny().isPresent()) {
          throw new MountException(
              "mount point " + given + " is not empty: its contents would be hidden");
        }
      }
      return at;
    } catch (IOException e) {
      throw new MountException("mount point " + given + ": " + e.getMessage());
    }
  }

  /**
   * Refuses a place for the copy that would be copied itself, or that the mount would hide.
   *
   * @param copy where the copy is to be; null for none
   */
  static void checkOutside(Path source, Path point, @Nullable Path copy) throws MountException {
    if (copy == null) {
      return;
    }
    Path real = realOrMissing(copy);
    for (Map.Entry<String, Path> each :
        List.of(Map.entry("source", source), Map.entry("mount point", point))) {
      if (real.startsWith(each.getValue())) {
        throw new MountException(
            "the copy would be in %s, inside the %s %s; choose another place with --overlay"
                .formatted(copy, each.getKey(), each.getValue()));
      }
    }
  }

  /** The real path of a folder that may not be there yet. */
  private static Path realOrMissing(Path given) throws MountException {
    Path there = given.toAbsolutePath().normalize();
    Path missing = Path.of("");
    while (!Files.exists(there)) {
      Path parent = there.getParent();
      Path name = there.getFileName();
      if (parent == null || name == null) {
        break;
      }
      missing = name.resolve(missing);
      there = parent;
    }
    try {
      return there.toRealPath().resolve(missing).normalize();
    } catch (IOException e) {
      throw new MountException("overlay " + given + ": " + e.getMessage());
    }
  }

  /** With all links resolved, and without asking anything of what may be mounted there. */
  static Path resolved(Path given) throws MountException {
    Path path = given.toAbsolutePath();
    try {
      for (int i = 0; i < MOST_LINKS; i++) {
        path = path.normalize();
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
          return path;
        }
        path = realParent(given, parent).resolve(name);
        if (MountTable.isMounted(path) || !Files.isSymbolicLink(path)) {
          return path;
        }
        path = path.resolveSibling(Files.readSymbolicLink(path));
      }
    } catch (IOException e) {
      throw new MountException("mount point " + given + ": " + e.getMessage());
    }
    throw new MountException("mount point " + given + ": too many symbolic links");
  }

  private static Path realParent(Path given, Path parent) throws IOException, MountException {
    try {
      return parent.toRealPath();
    } catch (NoSuchFileException e) {
      throw new MountException("mount point " + given + ": there is no folder " + parent);
    }
  }

  /**
   * Whether nobody serves what is mounted there. Whoever answers with an error or does not answer
   * is there.
   */
  static boolean isDead(Path point) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("faultline-mount-look")
        .daemon()
        .start(() -> answer.complete(status(point)));
    try {
      int result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return result == -ENOTCONN || result == -ECONNABORTED;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int status(Path point) {
    try (Arena arena = Arena.ofConfined()) {
      return new Libc(arena)
          .statx(
              -1,
              arena.allocateFrom(point.toString()).address(),
              FORCE_SYNC,
              TYPE_ONLY,
              arena.allocate(256).address());
    }
  }

  /** Unmounts what is ours there; see {@link Mount#unmount}. */
  static Path unmount(Path given, boolean evenIfBusy) throws MountException {
    Path at = resolved(given);
    try {
      if (!MountTable.isOurs(at)) {
        throw new MountException("no mount of faultline is at " + given);
      }
    } catch (IOException e) {
      throw new MountException("mount point " + given + ": " + e.getMessage());
    }
    unmount(given, at, evenIfBusy);
    return at;
  }

  /** Takes it from the tree; files that are open stay open. */
  static void detach(Path at) throws MountException {
    unmount(at, at, true);
  }

  private static void unmount(Path given, Path at, boolean evenIfBusy) throws MountException {
    try (Arena arena = Arena.ofConfined()) {
      MountCalls calls = new MountCalls(new Libc(arena));
      int result =
          calls.umount2(arena.allocateFrom(at.toString()).address(), evenIfBusy ? DETACH : 0);
      if (result == -EPERM) {
        String why = Fusermount.unmount(at, evenIfBusy);
        if (!why.isEmpty()) {
          throw new MountException(given + " cannot be unmounted: " + why);
        }
      } else if (result == -EBUSY) {
        throw new MountException(
            given + " is in use; end the processes that use it, or unmount with --force");
      } else if (result < 0) {
        throw new MountException(given + " cannot be unmounted: " + MountCalls.message(-result));
      }
    }
  }
}
