package dev.faultline.hook;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What is in a redirected directory, as it was when it was opened. Used by one thread at a time.
 */
final class RedirectedListing implements DirectoryStream<Path> {
  private final List<Path> found;
  private boolean asked;
  private boolean closed;

  private RedirectedListing(List<Path> found) {
    this.found = found;
  }

  /**
   * @param shown the directory as the caller wrote it
   */
  static RedirectedListing of(
      FileSystemProvider provider,
      Path directory,
      Path shown,
      DirectoryStream.Filter<? super Path> filter)
      throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> inside = provider.newDirectoryStream(directory, any -> true)) {
      for (Path path : inside) {
        Path visible = shown.resolve(String.valueOf(path.getFileName()));
        if (filter.accept(visible)) {
          found.add(visible);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new RedirectedListing(found);
  }

  @Override
  public Iterator<Path> iterator() {
    if (asked) {
      throw new IllegalStateException("Iterator already obtained");
    }
    asked = true;
    Iterator<Path> all = found.iterator();
    // Removes nothing, as the JDK's, and ends when the listing is closed.
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !closed && all.hasNext();
      }

      @Override
      public Path next() {
        if (closed) {
          throw new NoSuchElementException();
        }
        return all.next();
      }
    };
  }

  @Override
  public void close() {
    asked = true;
    closed = true;
  }
}
