package dev.faultline.disk.crash;

import dev.faultline.disk.Caller;
import dev.faultline.disk.Entry;
import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.fs.DiskFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a program made on its files.
 *
 * @param start the durable content at the start
 * @param history all calls, and what the program acknowledged
 */
public record Recording(Image start, List<Entry> history) {
  /** The program's directory. */
  static final String DIRECTORY = "/store";

  private static final int FRAMES = 12;

  /** Copies the history. */
  public Recording {
    history = List.copyOf(history);
  }

  /**
   * As {@link #of(CrashProgram)}, on a thread of its own that is given up when the time is over.
   *
   * @param limit for preparing and running together, in real time
   * @throws CrashUsageException if the program fails, or changed nothing in its directory
   * @throws TimeoutException if it does not come to its end in time; its thread is interrupted, and
   *     may still run
   */
  public static Recording of(CrashProgram program, Duration limit) throws TimeoutException {
    return of(program, limit, new RunProgress());
  }

  /**
   * The same.
   *
   * @param progress is kept up to date for other threads, with the calls that changed or synced
   *     something
   */
  public static Recording of(CrashProgram program, Duration limit, RunProgress progress)
      throws TimeoutException {
    Recording[] made = {null};
    AtomicReference<@Nullable DiskFileSystem> running = new AtomicReference<>();
    try (Checks thread = new Checks(limit)) {
      Verdict verdict =
          thread.run(() -> {
            made[0] = of(program, running, progress);
            return "";
          });
      DiskFileSystem left = running.get();
      if (verdict instanceof Verdict.Hung && left != null) {
        // Every call from here on throws, which ends all but the most stubborn.
        left.close();
        Crash.abandon(left);
      }
      return switch (verdict) {
        case Verdict.Good good -> made[0];
        case Verdict.Bad(RuntimeException e) -> throw e;
        case Verdict.Bad(Error e) -> throw e;
        case Verdict.Bad(Throwable e) -> throw new IllegalStateException(e);
        case Verdict.Hung hung ->
            throw new TimeoutException(
                "the program did not end within " + limit.toMillis() + " ms while it was recorded");
      };
    }
  }

  /**
   * Runs a program once, for as long as it takes.
   *
   * @throws CrashUsageException if the program fails, or changed nothing in its directory
   */
  public static Recording of(CrashProgram program) {
    return of(program, new AtomicReference<>(), new RunProgress());
  }

  /**
   * The same.
   *
   * @param running is given the file system, for whoever gives the program up
   */
  private static Recording of(
      CrashProgram program,
      AtomicReference<@Nullable DiskFileSystem> running,
      RunProgress progress) {
    Image prepared = prepare(program, running);
    List<Entry> history = new ArrayList<>();
    DiskFileSystem system =
        DiskFileSystem.of(
            prepared,
            new Recorded(),
            entry -> {
              history.add(entry);
              told(entry, progress);
            });
    running.set(system);
    Crash.begin(system);
    try {
      program.run(system.getPath(DIRECTORY));
    } catch (Exception | Error e) {
      if (!isGoodEnd(e)) {
        throw new CrashUsageException(
            "the program failed while it was recorded: " + e + "; it has to run to its end", e);
      }
    } finally {
      Crash.end(system);
      system.close();
    }
    if (history.stream().noneMatch(MicroOp.class::isInstance)) {
      throw new CrashUsageException(
          "nothing was recorded: the program changed no file below the directory that it got. A"
              + " CrashProgram reaches it through java.nio.file and that Path; OrdinaryFiles is for"
              + " code that takes none",
          null);
    }
    return new Recording(prepared, history);
  }

  private static void told(Entry entry, RunProgress progress) {
    if (entry instanceof MicroOp op) {
      progress.called(op.operation().number());
    } else if (entry instanceof Entry.Sync sync) {
      progress.called(sync.operation().number());
    }
  }

  /** Whether a program that threw this has ended well: it called {@code System.exit(0)}. */
  static boolean isGoodEnd(Throwable thrown) {
    return OrdinaryFiles.exitStatus(thrown).orElse(1) == 0;
  }

  /**
   * The durable content at the start of a program.
   *
   * @param checks runs it, and gives it up when its time is over
   * @throws CrashUsageException if the program fails, or does not end in time
   */
  static Image prepare(CrashProgram program, Checks checks) {
    Image[] made = {null};
    AtomicReference<@Nullable DiskFileSystem> running = new AtomicReference<>();
    Verdict verdict =
        checks.run(() -> {
          made[0] = prepare(program, running);
          return "";
        });
    return switch (verdict) {
      case Verdict.Good good -> made[0];
      case Verdict.Bad(RuntimeException e) -> throw e;
      case Verdict.Bad(Error e) -> throw e;
      case Verdict.Bad(Throwable e) -> throw new IllegalStateException(e);
      case Verdict.Hung(Duration limit) -> {
        DiskFileSystem left = running.get();
        if (left != null) {
          left.close();
        }
        throw new CrashUsageException(
            "the program did not come to the end of prepare within "
                + limit.toMillis()
                + " ms; let it end, or give it more time with --check-limit (checkLimit of a"
                + " @CrashTest)",
            null);
      }
    };
  }

  private static Image prepare(
      CrashProgram program, AtomicReference<@Nullable DiskFileSystem> running) {
    DiskFileSystem system = DiskFileSystem.of(Image.empty(), Caller.counting(), entry -> {});
    running.set(system);
    try {
      Path directory = Files.createDirectory(system.getPath(DIRECTORY));
      Crash.outside(
          system,
          () -> {
            program.prepare(directory);
            return true;
          });
    } catch (Exception | LinkageError | AssertionError e) {
      throw new CrashUsageException("the program failed in prepare: " + e, e);
    }
    Image image = system.image();
    system.close();
    return image;
  }

  /** The path as shown in reports: relative to the program's directory. */
  static String shown(String path) {
    if (path.equals(DIRECTORY)) {
      return ".";
    }
    return path.startsWith(DIRECTORY + "/") ? path.substring(DIRECTORY.length() + 1) : path;
  }

  /** How many calls changed or synced something. */
  public long calls() {
    return Stream.concat(
            history.stream()
                .filter(MicroOp.class::isInstance)
                .map(entry -> ((MicroOp) entry).operation().number()),
            history.stream()
                .filter(Entry.Sync.class::isInstance)
                .map(entry -> ((Entry.Sync) entry).operation().number()))
        .distinct()
        .count();
  }

  /** What the program did, or may have done, outside of what is recorded; each once. */
  public List<String> unseen() {
    return history.stream()
        .filter(Entry.Unseen.class::isInstance)
        .map(entry -> ((Entry.Unseen) entry).what())
        .distinct()
        .toList();
  }

  /** Counts time by calls, and keeps the program's frames. */
  static final class Recorded implements Caller {
    private long calls;

    @Override
    public long timeNanos() {
      return ++calls * 1_000;
    }

    @Override
    public String actor() {
      return Thread.currentThread().getName();
    }

    @Override
    public List<StackTraceElement> stack() {
      return StackWalker.getInstance()
          .walk(frames ->
              frames
                  .takeWhile(frame -> !startsProgram(frame))
                  .filter(frame -> isTheirs(frame.getClassName()))
                  .limit(FRAMES)
                  .map(StackWalker.StackFrame::toStackTraceElement)
                  .toList());
    }

    private static boolean startsProgram(StackWalker.StackFrame frame) {
      String name = frame.getClassName();
      return name.equals(Recording.class.getName())
          || (name.startsWith(FaultyRun.class.getName()) && frame.getMethodName().equals("run"));
    }

    private static boolean isTheirs(String name) {
      return !name.startsWith("java.")
          && !name.startsWith("jdk.")
          && !name.startsWith("sun.")
          && !name.startsWith("dev.faultline.disk.fs.")
          && !name.startsWith("dev.faultline.disk.fault.")
          && !name.startsWith("dev.faultline.disk.Disk")
          && !name.startsWith("dev.faultline.hook.")
          && !name.startsWith("dev.faultline.cli.Main")
          && !name.startsWith(FaultyRun.class.getName())
          && !name.equals(Recorded.class.getName())
          && !name.equals(Crash.class.getName());
    }
  }
}
