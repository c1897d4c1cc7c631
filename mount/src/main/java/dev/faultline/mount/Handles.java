package dev.faultline.mount;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders that are open, with the paths that they were opened with: whatever happens
 * to their names since, rules see these. Safe for several threads.
 */
final class Handles {
  private final ConcurrentHashMap<Long, OpenFile> open = new ConcurrentHashMap<>();

  void opened(long handle, OpenFile file) {
    open.put(handle, file);
  }

  @Nullable OpenFile get(long handle) {
    return open.get(handle);
  }

  void forEach(BiConsumer<Long, OpenFile> each) {
    open.forEach(each);
  }

  void closed(long handle) {
    open.remove(handle);
  }
}
