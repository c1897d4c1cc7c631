package dev.faultline.disk.ace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * What behaves like a file system, and is tested. Paths are such as {@code A/foo}; the empty one is
 * the root. What it cannot do it refuses with {@link UnsupportedOperationException}; a workload
 * that needs it is left out then. Used by one thread.
 */
public interface AceSubject extends AutoCloseable {
  /** Opens a subject that keeps its files in a directory; after a crash, it recovers. */
  @FunctionalInterface
  interface Opener {
    /** Opens it. */
    AceSubject open(Path directory) throws IOException;
  }

  /**
   * A file or directory.
   *
   * @param bytes of a file; of a directory none
   */
  record Item(boolean isDirectory, byte[] bytes) {
    /** A directory. */
    public static Item directory() {
      return new Item(true, new byte[0]);
    }

    /** A file. */
    public static Item file(byte[] bytes) {
      return new Item(false, bytes);
    }
  }

  /** Makes an empty file. */
  void create(String path) throws IOException;

  /** Makes a directory. */
  void mkdir(String path) throws IOException;

  /** Takes a file's name away. */
  void unlink(String path) throws IOException;

  /** Removes an empty directory. */
  void rmdir(String path) throws IOException;

  /** Renames a file or directory, over a file or empty directory that has the name. */
  void rename(String from, String to) throws IOException;

  /** Writes bytes, and makes the file longer where they reach behind its end. */
  void write(String path, long offset, byte[] bytes) throws IOException;

  /** Sets a file's length. */
  void truncate(String path, long size) throws IOException;

  /** Makes a file or directory durable. */
  void fsync(String path) throws IOException;

  /** Makes a file's data durable. */
  default void fdatasync(String path) throws IOException {
    fsync(path);
  }

  /** Makes everything durable. */
  void sync() throws IOException;

  /** Gives a file a second name. */
  default void link(String existing, String path) throws IOException {
    throw new UnsupportedOperationException("link");
  }

  /** Writes through a mapping, and forces it. */
  default void writeMapped(String path, long offset, byte[] bytes) throws IOException {
    throw new UnsupportedOperationException("mmapwrite");
  }

  /** Sets an extended attribute, or removes it where the value is empty. */
  default void attribute(String path, String name, byte[] value) throws IOException {
    throw new UnsupportedOperationException("extended attributes");
  }

  /** What is there, by path, without the root. */
  SortedMap<String, Item> contents() throws IOException;

  @Override
  default void close() throws IOException {}
}
