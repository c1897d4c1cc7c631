package dev.faultline.disk.crash;

import dev.faultline.disk.fs.DiskFileSystem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a program tells its recording. Without a recording the calls do nothing, so they may stay in
 * the program. They belong to the recording of the thread, or of the thread that started it; a
 * thread that a recording did not start, such as one of a shared pool, belongs to the only
 * recording that there is. Thread-safe.
 */
public final class Crash {
  private static final InheritableThreadLocal<@Nullable DiskFileSystem> OWN =
      new InheritableThreadLocal<>();
  private static final List<DiskFileSystem> ALL = new CopyOnWriteArrayList<>();

  private Crash() {}

  /** Names this point of the run, for {@link CrashOptions#between}. */
  public static void label(String name) {
    mark(false, name);
  }

  /**
   * The program promises something to somebody, such as that a commit is durable. The checker is
   * told.
   */
  public static void acknowledge(String promise) {
    mark(true, promise);
  }

  private static void mark(boolean acknowledged, String text) {
    DiskFileSystem recording = OWN.get();
    if (recording == null && ALL.size() == 1) {
      recording = ALL.getFirst();
    }
    if (recording != null && recording.isOpen()) {
      recording.mark(acknowledged, text);
    }
  }

  static void begin(DiskFileSystem recording) {
    ALL.add(recording);
    OWN.set(recording);
  }

  static void end(DiskFileSystem recording) {
    ALL.remove(recording);
    OWN.remove();
  }
}
