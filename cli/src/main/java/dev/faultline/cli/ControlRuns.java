package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.mount.Mount;
import dev.faultline.mount.MountBase;
import dev.faultline.mount.MountException;
import dev.faultline.mount.MountOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The user's command and check without any fault or crash, in a plain folder and in a mounted one.
 * Where these differ, or fail, what an exploration finds says nothing about the program.
 */
final class ControlRuns {
  private final MountedProgram program;
  private final CommandChecker checker;
  private final Duration limit;

  ControlRuns(MountedProgram program, CommandChecker checker, Duration limit) {
    this.program = program;
    this.checker = checker;
    this.limit = limit;
  }

  /** Somewhere to run the command. */
  @FunctionalInterface
  private interface Run {
    /** Runs it, and copies what it leaves to a folder that is not there yet. */
    void run(Path work, Path left, Path output)
        throws IOException, InterruptedException, MountException;
  }

  /**
   * Runs both.
   *
   * @return what they came to, a line each
   * @throws UsageException if the command or the check fails
   */
  List<String> run() {
    List<String> lines = new ArrayList<>();
    lines.add(run("in a plain folder", this::plain));
    lines.add(run("on a mount without faults", this::mounted));
    return lines;
  }

  private void plain(Path work, Path left, Path output) throws IOException, InterruptedException {
    Path source = program.source();
    if (source == null) {
      Files.createDirectory(left);
    } else {
      copy(source, left);
    }
    program.run(left, output);
  }

  private void mounted(Path work, Path left, Path output)
      throws IOException, InterruptedException, MountException {
    Path source = program.source();
    Path from = source == null ? Files.createDirectory(work.resolve("source")) : source;
    Path point = Files.createDirectory(work.resolve("mount"));
    MountOptions options =
        MountOptions.defaults().withBase(MountBase.OVERLAY.withProfiles(List.of()));
    try (Mount mount = Mount.mount(from, point, options, line -> {});
        Interruption interruption = Interruption.of(mount::close)) {
      program.run(point, output);
      mount.killClients();
      copy(point, left);
      if (interruption.hasHappened()) {
        throw new InterruptedException();
      }
    }
  }

  /** By another process: this one must not use files below its own mount. */
  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("cannot copy " + from + " to " + to);
    }
  }

  private String run(String where, Run run) {
    try {
      Path work = MountedProgram.folder("faultline-control");
      try {
        Path left = work.resolve("left");
        Path output = work.resolve("output");
        run.run(work, left, output);
        List<String> acknowledged = Files.readAllLines(output);
        String said = check(where, left, acknowledged);
        return "control: %s, without a crash: the check passes%s, and %d lines were acknowledged"
            .formatted(where, said.isEmpty() ? "" : " and says " + said, acknowledged.size());
      } finally {
        delete(work);
      }
    } catch (MountException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a control run", e);
    }
  }

  private String check(String where, Path left, List<String> acknowledged) {
    try {
      return CompletableFuture.supplyAsync(
              () -> checked(left, acknowledged),
              task -> Thread.ofPlatform().name("crash-control").start(task))
          .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UsageException mistake) {
        throw mistake;
      }
      String why =
          e.getCause() instanceof TimeoutException
              ? "it does not end within " + limit.toMillis() + " ms"
              : String.valueOf(e.getCause());
      throw new UsageException(
          "control: "
              + where
              + ", without a crash, the check fails: "
              + why
              + "; what it says of crashes would mean nothing: mend the command or the check first",
          e);
    }
  }

  private String checked(Path left, List<String> acknowledged) {
    try {
      return checker.check(store -> Files.move(left, store), acknowledged);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a control run", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
