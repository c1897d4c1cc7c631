package dev.faultline.cli;

import dev.faultline.disk.MicroOp;
import dev.faultline.disk.crash.Recording;
import dev.faultline.explore.UsageException;
import dev.faultline.mount.Mount;
import dev.faultline.mount.MountBase;
import dev.faultline.mount.MountException;
import dev.faultline.mount.MountOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command as a subject of crashes: it runs once, over a mount that records it. */
final class MountedProgram {
  /**
   * Its output goes to a file of the mount, so that the order of what it prints and what it writes
   * is known; the file's name is gone before the command begins.
   */
  private static final String SCRIPT =
      "exec > \"$1/"
          + MountBase.PROMISES
          + "\" && rm \"$1/"
          + MountBase.PROMISES
          + "\" && cd \"$1\" && ";

  @Option(
      names = "--mount",
      paramLabel = "COMMAND",
      description =
          "Instead of PROGRAM: a command of the shell, in whatever language, whose processes work"
              + " in a folder that is mounted for them. It is their working directory, and $1 in"
              + " the command. What it prints is what it acknowledges, line by line. Needs Linux,"
              + " /dev/fuse and root, and --check-command.")
  private @Nullable String command;

  @Option(
      names = "--source",
      paramLabel = "FOLDER",
      description =
          "With --mount: what is in the folder at first, all of it durable. It is copied (default:"
              + " an empty folder).")
  private @Nullable Path source;

  /** Whether a command is given. */
  boolean isGiven() {
    if (source != null && command == null) {
      throw new UsageException("--source is for --mount; give both, or neither");
    }
    return command != null;
  }

  /**
   * Runs the command.
   *
   * @throws UsageException if it fails or changes nothing, or nothing can be mounted
   */
  Recording record() {
    try {
      Path work = folder("faultline-crash-mount");
      Path point = Files.createDirectory(work.resolve("mount"));
      try {
        Path from = source == null ? Files.createDirectory(work.resolve("source")) : source;
        return record(from, point);
      } finally {
        Files.deleteIfExists(work.resolve("source"));
        Files.deleteIfExists(point);
        Files.deleteIfExists(work);
      }
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the command ran", e);
    }
  }

  /**
   * A temporary folder through which other users can come to what is in it: the command may go on
   * as one of them.
   */
  static Path folder(String prefix) throws IOException {
    Path folder = Files.createTempDirectory(prefix);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder;
  }

  private Recording record(Path from, Path point)
      throws MountException, IOException, InterruptedException {
    MountOptions options = MountOptions.defaults().withBase(MountBase.RECORDED);
    Recording recording;
    try (Mount mount = Mount.mount(from, point, options, line -> {});
        Interruption interruption = Interruption.of(mount::close)) {
      run(point);
      mount.killClients();
      recording = mount.recording();
      if (interruption.hasHappened()) {
        throw new InterruptedException();
      }
    }
    if (recording.history().stream().noneMatch(MicroOp.class::isInstance)) {
      throw new UsageException(
          "'" + command + "' changed nothing in its folder, so no crash can harm it");
    }
    return recording;
  }

  private void run(Path point) throws IOException, InterruptedException {
    run(SCRIPT, point, point);
  }

  /** Runs the command once in a folder, without any crash; what it prints goes to a file. */
  void run(Path folder, Path output) throws IOException, InterruptedException {
    run("exec > \"$2\" && cd \"$1\" && ", folder, output);
  }

  /** What is in the folder at first; null for nothing. */
  @Nullable Path source() {
    return source;
  }

  private void run(String script, Path folder, Path output)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", script + command, "sh", folder.toString(), output.toString())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    int status;
    try {
      status = process.waitFor();
    } finally {
      List<ProcessHandle> below = process.descendants().toList();
      process.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      below.forEach(each -> each.onExit().completeOnTimeout(each, 1, TimeUnit.SECONDS).join());
    }
    if (status != 0) {
      throw new UsageException(
          "'" + command + "' failed with exit code " + status + "; it has to run to its end");
    }
  }
}
