package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
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
    make(folder.toAbsolutePath().normalize());
    channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked()) {
      channel.close();
      throw new LogException(
          "log " + folder + " is in use by another process, or twice in this one");
    }
  }

  /**
   * Makes what is missing of this path, durably: a folder whose name is not on the disk is gone
   * after a power failure, with every record in it. Each is synced before the next is made. So only
   * the deepest one that is there may be left from a process that was killed before its sync.
   */
  private static void make(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent == null) {
      return;
    }
    if (Files.isDirectory(folder)) {
      try {
        sync(parent);
      } catch (AccessDeniedException e) {
        // Whoever may not even read it has not made the folder in it.
      }
      return;
    }
    make(parent);
    Files.createDirectories(folder);
    sync(parent);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
      open.force(true);
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
