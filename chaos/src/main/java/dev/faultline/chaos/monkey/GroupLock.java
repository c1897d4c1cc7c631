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
 * One run at a time for each group, or for whatever else has a name, by a lock on a file: the
 * system lets go of it at a kill -9. Thread-safe.
 */
public final class GroupLock implements AutoCloseable {
  private final FileChannel channel;

  private GroupLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * The lock; empty where another run, of this process or another one, has it.
   *
   * @throws IOException where it cannot be told
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
