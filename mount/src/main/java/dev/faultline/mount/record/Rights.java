package dev.faultline.mount.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Uses files whose permissions keep out even the user to whom they belong, as they do where a mount
 * is not root's: whoever made the call had opened the file before, or may take it away.
 */
public final class Rights {
  private static final String MODE = "unix:mode";
  private static final int READ = 0400;
  private static final int WRITE = 0200;

  private Rights() {}

  /** Opens a file, or uses it. */
  @FunctionalInterface
  public interface Use<T> {
    /** Does it. */
    T use() throws IOException;
  }

  /** Uses a file that has to be readable. */
  public static <T> T toRead(Path file, Use<T> use) throws IOException {
    return Files.isReadable(file) ? use.use() : lent(file, READ, use);
  }

  /** Uses a file that has to be readable and writable. */
  public static <T> T toChange(Path file, Use<T> use) throws IOException {
    return Files.isReadable(file) && Files.isWritable(file)
        ? use.use()
        : lent(file, READ | WRITE, use);
  }

  /** The file has its own permissions again when it returns. */
  private static <T> T lent(Path file, int rights, Use<T> use) throws IOException {
    int mode = (Integer) Files.getAttribute(file, MODE) & 07777;
    Files.setAttribute(file, MODE, mode | rights);
    try {
      return use.use();
    } finally {
      Files.setAttribute(file, MODE, mode);
    }
  }
}
