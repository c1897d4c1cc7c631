package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Detects stale pid files. A process writes its file after it has started, so a process that
 * started after the file was written has only reused the pid of a process that is gone.
 */
final class PidFiles {
  /** Clock ticks of a second; every Linux that a JDK 25 runs on tells programs 100. */
  private static final long TICKS_PER_SECOND = 100;

  /** The clock may have been set since: a file may look a little older than its process. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private PidFiles() {}

  static void checkNewer(Procfs procfs, Path file, ProcessView view) throws IOException {
    String stat = Procfs.read(procfs.root().resolve("stat")).orElse("");
    long boot =
        stat.lines()
            .filter(line -> line.startsWith("btime "))
            .mapToLong(line -> Long.parseLong(line.substring(6).strip()))
            .findFirst()
            .orElseThrow(() -> new IOException("/proc/stat does not say when the system booted"));
    Instant started =
        Instant.ofEpochSecond(boot).plusMillis(view.id().startTicks() * 1_000 / TICKS_PER_SECOND);
    Instant written = Files.getLastModifiedTime(file).toInstant();
    if (started.isAfter(written.plus(SLACK))) {
      throw new IOException(
          "pid file %s is stale: it was written at %s, but pid %d started at %s"
              .formatted(file, written, view.id().pid(), started));
    }
  }
}
