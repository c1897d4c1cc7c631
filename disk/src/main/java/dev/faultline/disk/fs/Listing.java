package dev.faultline.disk.fs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The names in a directory at the moment when it was opened, sorted. */
final class Listing implements DirectoryStream<Path> {
  private final List<Path> paths;
  private final Filter<? super Path> filter;
  private boolean used;

  Listing(List<Path> paths, Filter<? super Path> filter) {
    this.paths = paths;
    this.filter = filter;
  }

  @Override
  public Iterator<Path> iterator() {
    if (used) {
      throw new IllegalStateException("the directory stream is closed, or was iterated already");
    }
    used = true;
    List<Path> accepted = new ArrayList<>();
    for (Path path : paths) {
      try {
        if (filter.accept(path)) {
          accepted.add(path);
        }
      } catch (IOException e) {
        throw new DirectoryIteratorException(e);
      }
    }
    return List.copyOf(accepted).iterator();
  }

  @Override
  public void close() {
    used = true;
  }
}
