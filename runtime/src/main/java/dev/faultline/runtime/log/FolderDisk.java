package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of this machine. */
final class FolderDisk implements Disk {
  private static final Set<StandardOpenOption> WRITING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final Set<StandardOpenOption> READING = Set.of(StandardOpenOption.READ);

  private final Path folder;
  private final Set<StandardOpenOption> options;

  /** Files that are open, by what they are called now. */
  private final Map<String, ChannelFile> opened = new ConcurrentSkipListMap<>();

  /**
   * The folder, open from its first sync on: where strangers hold all descriptors, the next segment
   * could not be made durable.
   */
  private volatile @Nullable FileChannel synced;

  private FolderDisk(Path folder, Set<StandardOpenOption> options) {
    this.folder = folder;
    this.options = options;
  }

  static FolderDisk writing(Path folder) {
    return new FolderDisk(folder, WRITING);
  }

  static FolderDisk reading(Path folder) {
    return new FolderDisk(folder, READING);
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    ChannelFile file = new ChannelFile(name, FileChannel.open(folder.resolve(name), options));
    opened.put(name, file);
    return file;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    ChannelFile file = opened.remove(from);
    if (file != null) {
      file.name = to;
      opened.put(to, file);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  @Override
  public void syncFolder() throws IOException {
    @Nullable String os = System.getProperty("os.name");
    if (os != null && os.startsWith("Windows")) {
      // Folders cannot be opened there, and need not be.
      return;
    }
    FileChannel there = synced;
    if (there == null || !there.isOpen()) {
      there = FileChannel.open(folder, READING);
      synced = there;
    }
    there.force(true);
  }

  @Override
  public void close() {
    FileChannel there = synced;
    if (there != null) {
      try {
        there.close();
      } catch (IOException e) {
        // All that it was for is done.
      }
    }
  }

  @Override
  public String name() {
    return folder.toString();
  }

  /**
   * A file with a channel of its own for those who read. Java closes a channel under a thread that
   * is interrupted while it reads, and what the log's other thread writes must not fail because of
   * that. The reader opens it again and reads once more; its interrupt stays. Where no descriptor
   * is left for a second channel it reads through the first one, and takes the interrupt back for
   * as long: only one that comes during that very read closes it.
   */
  private final class ChannelFile implements DiskFile {
    private final FileChannel channel;
    private volatile String name;
    private volatile @Nullable FileChannel reading;

    ChannelFile(String name, FileChannel channel) {
      this.name = name;
      this.channel = channel;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(long at, ByteBuffer into) throws IOException {
      int begin = into.position();
      boolean interrupted = false;
      try {
        while (true) {
          try {
            FileChannel from = reading();
            if (from == channel) {
              interrupted |= Thread.interrupted();
            }
            fill(from, into, at);
            return;
          } catch (ClosedByInterruptException e) {
            interrupted |= Thread.interrupted();
            into.position(begin);
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private FileChannel reading() throws IOException {
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      FileChannel there = reading;
      if (there == null || !there.isOpen()) {
        try {
          there = FileChannel.open(folder.resolve(name), READING);
        } catch (IOException e) {
          // What is in the log is there, and no reason to give the log up.
          return channel;
        }
        reading = there;
      }
      return there;
    }

    private void fill(FileChannel from, ByteBuffer into, long at) throws IOException {
      long position = at;
      while (into.hasRemaining()) {
        int read = from.read(into, position);
        if (read < 0) {
          while (into.hasRemaining()) {
            into.put((byte) 0);
          }
          return;
        }
        position += read;
      }
    }

    @Override
    public void write(long at, ByteBuffer from) throws IOException {
      long position = at;
      while (from.hasRemaining()) {
        position += channel.write(from, position);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      opened.remove(name, this);
      channel.close();
      FileChannel there = reading;
      if (there != null) {
        there.close();
      }
    }
  }
}
