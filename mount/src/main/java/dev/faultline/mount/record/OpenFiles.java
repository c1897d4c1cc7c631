package dev.faultline.mount.record;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How often each file is open. Not thread-safe. */
final class OpenFiles {
  private final Map<FileId, Integer> counts = new HashMap<>();

  void opened(FileId file) {
    counts.merge(file, 1, Integer::sum);
  }

  /** Whether it was open. */
  boolean closed(FileId file) {
    boolean wasOpen = counts.containsKey(file);
    counts.computeIfPresent(file, (any, count) -> count == 1 ? null : count - 1);
    return wasOpen;
  }

  void forgetThose(Predicate<FileId> which) {
    counts.keySet().removeIf(which);
  }

  /** As often as each is open. */
  void forEach(Consumer<FileId> action) {
    counts.forEach((file, count) -> {
      for (int i = 0; i < count; i++) {
        action.accept(file);
      }
    });
  }

  void clear() {
    counts.clear();
  }
}
