package dev.faultline.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The processes that use files below a mount point. */
final class Clients {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private Clients() {}

  /** Their numbers. This process is never among them. */
  static Set<Long> of(Path point) throws IOException {
    Set<Long> users = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (uses(process, point)) {
          users.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    }
    users.remove(ProcessHandle.current().pid());
    return users;
  }

  /** The process of a thread; itself where that is not known. */
  static long processOf(int thread) {
    try {
      for (String line :
          Files.readAllLines(Path.of("/proc/" + thread + "/status"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("Tgid:")) {
          return Long.parseLong(line.substring(5).strip());
        }
      }
    } catch (IOException gone) {
      // It has ended.
    }
    return thread;
  }

  /** Kills the process of a thread; it ends when its calls are answered. */
  static void killProcessOf(int thread) {
    if (thread != 0) {
      ProcessHandle.of(processOf(thread)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean uses(Path process, Path point) {
    List<Path> links = new ArrayList<>(List.of(process.resolve("cwd"), process.resolve("exe")));
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      open.forEach(links::add);
    } catch (IOException gone) {
      return false;
    }
    for (Path link : links) {
      try {
        if (isBelow(Files.readSymbolicLink(link).toString(), point)) {
          return true;
        }
      } catch (IOException gone) {
        // It was closed meanwhile.
      }
    }
    try {
      return Files.readAllLines(process.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
          .anyMatch(
              line -> line.contains("/") && isBelow(line.substring(line.indexOf('/')), point));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isBelow(String path, Path point) {
    return path.equals(point.toString()) || path.startsWith(point + "/");
  }

  /**
   * Kills them all, and waits until they have let go.
   *
   * @return how many there were
   * @throws IOException if some stay
   */
  static int kill(Path point) throws IOException, InterruptedException {
    Set<Long> killed = new TreeSet<>();
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (Set<Long> users = of(point); !users.isEmpty(); users = of(point)) {
      for (long user : users) {
        killed.add(user);
        ProcessHandle.of(user).ifPresent(ProcessHandle::destroyForcibly);
      }
      if (System.nanoTime() > end) {
        throw new IOException("processes " + users + " were killed and still use files");
      }
      Thread.sleep(5);
    }
    return killed.size();
  }
}
