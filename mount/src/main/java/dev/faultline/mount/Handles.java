package dev.faultline.mount;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The files and folders that are open, with the paths that they were opened with: whatever happens
 * to their names since, rules see these. Safe for several threads.
 */
final class Handles {
  private final ConcurrentHashMap<Long, String> paths = new ConcurrentHashMap<>();

  void opened(long handle, String path) {
    paths.put(handle, path);
  }

  /** The path that it was opened with, or another where that is not known. */
  String path(long handle, String otherwise) {
    return paths.getOrDefault(handle, otherwise);
  }

  void closed(long handle) {
    paths.remove(handle);
  }
}
