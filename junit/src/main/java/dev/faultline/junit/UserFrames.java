package dev.faultline.junit;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts what lies below the program's own code out of what it threw: it is the same for all. */
final class UserFrames {
  /** Who calls the program. */
  private static final List<String> CALLERS =
      List.of("dev.faultline.sim.", "dev.faultline.agent.", "dev.faultline.explore.");

  private UserFrames() {}

  /** The same exception, with its causes and what it suppressed, without these frames. */
  static @Nullable Throwable of(@Nullable Throwable thrown) {
    cut(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return thrown;
  }

  private static void cut(@Nullable Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return;
    }
    StackTraceElement[] frames = thrown.getStackTrace();
    int end = frames.length;
    // From below, so that a frame of the program is never lost, also where it calls the world.
    while (end > 0 && !isProgram(frames, end - 1)) {
      end--;
    }
    if (end > 0) {
      thrown.setStackTrace(Arrays.copyOf(frames, end));
    }
    cut(thrown.getCause(), seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      cut(suppressed, seen);
    }
  }

  /** Whether the frame is above the last one that called the program. */
  private static boolean isProgram(StackTraceElement[] frames, int index) {
    for (int i = index + 1; i < frames.length; i++) {
      if (isCaller(frames[i])) {
        return !isCaller(frames[index]);
      }
    }
    return false;
  }

  private static boolean isCaller(StackTraceElement frame) {
    return CALLERS.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
