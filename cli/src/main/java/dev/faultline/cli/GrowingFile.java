package dev.faultline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;

/** A file's bytes, then those that are written to it later; it ends when the file is deleted. */
final class GrowingFile extends InputStream {
  private final Path file;
  private final InputStream in;
  private final WatchService watch;

  GrowingFile(Path file) throws IOException {
    this.file = file;
    this.watch = FileSystems.getDefault().newWatchService();
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is a folder");
    }
    folder.register(
        watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
    this.in = Files.newInputStream(file);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    while (count < 0 && Files.exists(file)) {
      await();
      count = in.read(bytes, offset, length);
    }
    return count;
  }

  private void await() throws InterruptedIOException {
    try {
      var key = watch.take();
      key.pollEvents();
      key.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
    in.close();
  }
}
