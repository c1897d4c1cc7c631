package dev.faultline.cli;

import dev.faultline.disk.Image;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A checker that is a command of the shell: its arguments are the directory and a file with the
 * acknowledgements. A command that does not end is killed, with the processes that it started, at
 * the latest when this is closed or the JVM ends. Thread-safe.
 */
final class CommandChecker implements CrashChecker, AutoCloseable {
  private final String command;
  private final Duration limit;
  private final Map<Process, Path> running = new ConcurrentHashMap<>();
  private final Thread atExit = new Thread(this::killAll, "crash-check-end");

  CommandChecker(String command, Duration limit) {
    this.command = command;
    this.limit = limit;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Kills what still runs, and waits until it is gone. */
  @Override
  public void close() {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The JVM ends, and does the same once more.
    }
  }

  private void killAll() {
    running.forEach((process, folder) -> {
      kill(process);
      try {
        delete(folder);
      } catch (IOException e) {
        // The thread that waited for the command deletes it as well.
      }
    });
    running.clear();
  }

  /** Synchronised: whoever comes second waits until all are gone, too. */
  private synchronized void kill(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
    // Their parent is gone, and not every system has another that takes note of their end.
    below.forEach(handle -> handle.onExit().completeOnTimeout(handle, 1, TimeUnit.SECONDS).join());
  }

  @Override
  public String check(Path directory, List<String> acknowledged) throws Exception {
    Image image = ((DiskFileSystem) directory.getFileSystem()).image();
    return check(store -> StateFolder.write(image, store), acknowledged);
  }

  /** Puts what is to be checked into a folder that is not there yet. */
  @FunctionalInterface
  interface Filling {
    void fill(Path store) throws IOException;
  }

  /**
   * A folder with all that the command gets. Where that cannot be written, nothing is known of the
   * state, and least of all that it is bad.
   */
  private static Path prepared(Filling filling, List<String> acknowledged) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    Path folder;
    try {
      folder = Files.createTempDirectory(temporary, "faultline-crash");
    } catch (IOException e) {
      throw notWritten(temporary, e);
    }
    try {
      filling.fill(folder.resolve("store"));
      Files.write(folder.resolve("acknowledged"), lines(acknowledged));
      return folder;
    } catch (IOException e) {
      delete(folder);
      throw notWritten(temporary, e);
    } catch (UsageException e) {
      delete(folder);
      throw e.getCause() instanceof IOException cause ? notWritten(temporary, cause) : e;
    }
  }

  private static UsageException notWritten(Path temporary, IOException cause) {
    return new UsageException(
        "cannot write a state for the check below "
            + temporary
            + ": "
            + cause.getMessage()
            + "; see to that, or name another folder with FAULTLINE_JAVA_OPTS=-Djava.io.tmpdir=…",
        cause);
  }

  /**
   * Checks what {@code filling} gives.
   *
   * @return what the command says of a good state
   * @throws IllegalStateException with what it says of a bad one
   */
  String check(Filling filling, List<String> acknowledged)
      throws IOException, InterruptedException {
    Path folder = prepared(filling, acknowledged);
    try {
      Path store = folder.resolve("store");
      Path promises = folder.resolve("acknowledged");
      Path output = folder.resolve("output");
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  command + " \"$1\" \"$2\"",
                  "sh",
                  store.toString(),
                  promises.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      running.put(process, folder);
      try {
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          // Longer than the limit: the one who waits for this check says so.
          process.waitFor();
        }
      } finally {
        kill(process);
        running.remove(process);
      }
      String said = Said.of(output);
      if (process.exitValue() == 126 || process.exitValue() == 127) {
        throw new UsageException("cannot run the checker '" + command + "': " + said);
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(
            "exit code " + process.exitValue() + (said.isEmpty() ? "" : ": " + said));
      }
      return said;
    } finally {
      delete(folder);
    }
  }

  /** A line each, whatever is in it. */
  private static List<String> lines(List<String> acknowledged) {
    return acknowledged.stream()
        .map(promise -> promise.replace("\r", "\\r").replace("\n", "\\n"))
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            // The state may forbid what deleting needs.
            Files.setPosixFilePermissions(visited, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
