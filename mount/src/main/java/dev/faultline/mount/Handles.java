package dev.faultline.mount;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders that are open, with the paths that they were opened with: whatever happens
 * to their names since, rules see these. Safe for several threads.
 */
final class Handles {
  private final ConcurrentHashMap<Long, Open> open = new ConcurrentHashMap<>();

  /**
   * An open file.
   *
   * @param node the number of the file
   * @param path that it was opened with
   * @param isKept whether the kernel may keep what is read through it
   */
  record Open(long node, String path, boolean isKept) {}

  void opened(long handle, Open file) {
    open.put(handle, file);
  }

  /** The path that it was opened with, or another where that is not known. */
  String path(long handle, String otherwise) {
    Open file = open.get(handle);
    return file == null ? otherwise : file.path();
  }

  @Nullable Open get(long handle) {
    return open.get(handle);
  }

  void forEach(BiConsumer<Long, Open> each) {
    open.forEach(each);
  }

  void closed(long handle) {
    open.remove(handle);
  }
}
