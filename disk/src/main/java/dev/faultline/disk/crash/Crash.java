package dev.faultline.disk.crash;

import dev.faultline.disk.fs.DiskFileSystem;
import java.nio.file.ClosedFileSystemException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls with which a program talks to its recording. Outside a recording they do nothing, so
 * they may stay in the program. A call belongs to the recording of its thread, or of the thread
 * that started it. A thread that no open recording started, such as one of a shared pool, belongs
 * to the only open recording. If several are open, its calls are ignored, and their results are
 * partial. Calls of a checker or of {@link CrashProgram#prepare} are ignored. Thread-safe.
 */
public final class Crash {
  private static final InheritableThreadLocal<@Nullable Owner> OWN = new InheritableThreadLocal<>();
  private static final List<DiskFileSystem> ALL = new CopyOnWriteArrayList<>();
  private static final String AMBIGUOUS =
      "a thread that another run may have started acknowledged something, or set a label, while"
          + " several programs were recorded at once: it is ignored";

  /**
   * What a thread, and those that it starts, work on.
   *
   * @param outside the thread whose notes are ignored, whatever is open; null in a recording
   */
  private record Owner(DiskFileSystem system, @Nullable Thread outside) {}

  private Crash() {}

  /** Names this point of the run, for {@link CrashOptions#between}. */
  public static void label(String name) {
    mark(false, name);
  }

  /**
   * Records a promise of the program to its users, such as that a commit is durable. The checker
   * gets it.
   */
  public static void acknowledge(String promise) {
    mark(true, promise);
  }

  /**
   * Reports that the program did something with files, or may have, that is not recorded: the
   * result is marked as partial.
   *
   * @param what for a reader, such as {@code it starts a process}
   */
  public static void unseen(String what) {
    tell(recording -> recording.unseen(what));
  }

  private static void mark(boolean acknowledged, String text) {
    tell(recording -> recording.mark(acknowledged, text));
  }

  private static void tell(Consumer<DiskFileSystem> remark) {
    Owner owner = OWN.get();
    if (owner != null && owner.outside() == Thread.currentThread()) {
      return;
    }
    if (owner != null && owner.system().isOpen()) {
      if (owner.outside() == null) {
        tell(owner.system(), remark);
      }
      return;
    }
    // A thread of a pool outlives the recording that started it.
    List<DiskFileSystem> all = ALL.stream().filter(DiskFileSystem::isOpen).toList();
    if (all.size() == 1) {
      tell(all.getFirst(), remark);
    }
    if (all.size() > 1) {
      all.forEach(one -> tell(one, recording -> recording.unseen(AMBIGUOUS)));
    }
  }

  private static void tell(DiskFileSystem recording, Consumer<DiskFileSystem> remark) {
    try {
      remark.accept(recording);
    } catch (ClosedFileSystemException ended) {
      // The recording ended a moment ago: the remark came too late to count.
    }
  }

  /** Runs what works on a system that is not recorded. */
  static <T extends @Nullable Object> T outside(DiskFileSystem system, Callable<T> work)
      throws Exception {
    Owner before = OWN.get();
    OWN.set(new Owner(system, Thread.currentThread()));
    try {
      return work.call();
    } finally {
      OWN.set(before);
    }
  }

  static void begin(DiskFileSystem recording) {
    ALL.add(recording);
    OWN.set(new Owner(recording, null));
  }

  static void end(DiskFileSystem recording) {
    ALL.remove(recording);
    OWN.remove();
  }

  /** Drops a recording whose thread may never end. */
  static void abandon(DiskFileSystem recording) {
    ALL.remove(recording);
  }
}
