package dev.faultline.chaos.monkey;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file lock that allows one run at a time for each group or other name; the system releases it
 * even after kill -9. Thread-safe.
 */
public final class GroupLock implements AutoCloseable {
  private final FileChannel channel;

  private GroupLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; empty if another run, in this or another process, has it.
   *
   * @throws IOException if that cannot be determined
   */
  public static Optional<GroupLock> tryLock(Path folder, String group) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve(group + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new GroupLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // A run of this process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
