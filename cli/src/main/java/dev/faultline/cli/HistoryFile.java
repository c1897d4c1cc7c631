package dev.faultline.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A history while it is written, in Jepsen's form: what is in the file may be judged at any time.
 * Thread-safe.
 */
final class HistoryFile implements AutoCloseable {
  private final Writer file;

  /** Replaces a file that is there. */
  HistoryFile(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file);
  }

  /**
   * Adds an event.
   *
   * @param type invoke, ok, fail or info
   * @param value in EDN
   */
  void add(int process, String type, String name, String value) throws IOException {
    synchronized (file) {
      file.write(
          "{:process %d, :type :%s, :f :%s, :value %s}\n".formatted(process, type, name, value));
      file.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (file) {
      file.close();
    }
  }
}
