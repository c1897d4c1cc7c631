package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a log's folder for one user at a time; the system takes it back when the process ends. */
final class FolderLock implements AutoCloseable {
  private static final String FILE = "lock";
  private final FileChannel channel;

  /**
   * Takes the folder, which is made if it is not there.
   *
   * @throws LogException if it is taken
   */
  FolderLock(Path folder) throws IOException {
    Files.createDirectories(folder);
    channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked()) {
      channel.close();
      throw new LogException(
          "log " + folder + " is in use by another process, or twice in this one");
    }
  }

  private boolean locked() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
