package dev.faultline.mount.overlay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says of a temporary folder that its process lives: a lock, which goes with the process. A process
 * number says less, since it may be another process by now, and means nothing in another container
 * that has the same temporary folder.
 */
final class InUse implements AutoCloseable {
  private static final String NAME = "in-use";

  private final FileChannel file;

  private InUse(FileChannel file) {
    this.file = file;
  }

  /** From now on until it is closed or this process ends. */
  static InUse of(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve(NAME), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      file.lock();
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new InUse(file);
  }

  /**
   * Whether a folder is this user's, and its process has ended.
   *
   * @param process the number of the process that made it; decides where it did not come to say
   *     that it uses the folder
   */
  static boolean isLeft(Path folder, long process) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      return false;
    }
    try (FileChannel file = FileChannel.open(folder.resolve(NAME), StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // This process's own.
      return false;
    } catch (NoSuchFileException e) {
      return ProcessHandle.of(process).isEmpty();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
