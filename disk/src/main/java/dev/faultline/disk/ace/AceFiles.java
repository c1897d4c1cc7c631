package dev.faultline.disk.ace;

import dev.faultline.disk.fs.DiskFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a directory of any {@code java.nio.file} file system. Java has no call that syncs
 * everything: on a {@link DiskFileSystem} it is {@code sync}, elsewhere each file and directory is
 * synced.
 */
public final class AceFiles implements AceSubject {
  private final Path directory;

  /** What is in a directory. */
  public AceFiles(Path directory) {
    this.directory = directory;
  }

  private Path at(String path) {
    return path.isEmpty() ? directory : directory.resolve(path);
  }

  @Override
  public void create(String path) throws IOException {
    Files.createFile(at(path));
  }

  @Override
  public void mkdir(String path) throws IOException {
    Files.createDirectory(at(path));
  }

  @Override
  public void unlink(String path) throws IOException {
    Files.delete(at(path));
  }

  @Override
  public void rmdir(String path) throws IOException {
    Files.delete(at(path));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private interface Use {
    void of(FileChannel channel) throws IOException;
  }

  private void open(String path, OpenOption option, Use use) throws IOException {
    try (FileChannel channel = FileChannel.open(at(path), option)) {
      use.of(channel);
    }
  }

  @Override
  public void write(String path, long offset, byte[] bytes) throws IOException {
    open(
        path,
        StandardOpenOption.WRITE,
        channel -> {
          ByteBuffer left = ByteBuffer.wrap(bytes);
          while (left.hasRemaining()) {
            channel.write(left, offset + left.position());
          }
        });
  }

  @Override
  public void writeMapped(String path, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(at(path), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, offset, bytes.length);
      map.put(bytes);
      map.force();
    }
  }

  @Override
  public void truncate(String path, long size) throws IOException {
    open(
        path,
        StandardOpenOption.WRITE,
        channel -> {
          long before = channel.size();
          if (size <= before) {
            channel.truncate(size);
          } else {
            channel.write(ByteBuffer.allocate((int) (size - before)), before);
          }
        });
  }

  @Override
  public void fsync(String path) throws IOException {
    open(path, StandardOpenOption.READ, channel -> channel.force(true));
  }

  @Override
  public void fdatasync(String path) throws IOException {
    open(path, StandardOpenOption.READ, channel -> channel.force(false));
  }

  @Override
  public void sync() throws IOException {
    if (directory.getFileSystem() instanceof DiskFileSystem disk) {
      disk.sync();
      return;
    }
    for (String path : contents().keySet()) {
      fsync(path);
    }
    fsync("");
  }

  @Override
  public void link(String existing, String path) throws IOException {
    Files.createLink(at(path), at(existing));
  }

  @Override
  public void attribute(String path, String name, byte[] value) throws IOException {
    var view = Files.getFileAttributeView(at(path), UserDefinedFileAttributeView.class);
    if (view == null) {
      throw new UnsupportedOperationException("extended attributes");
    }
    if (value.length == 0) {
      view.delete(name);
    } else {
      view.write(name, ByteBuffer.wrap(value));
    }
  }

  @Override
  public SortedMap<String, Item> contents() throws IOException {
    SortedMap<String, Item> contents = new TreeMap<>();
    List<Path> paths;
    try (Stream<Path> all = Files.walk(directory)) {
      paths = all.filter(path -> !path.equals(directory)).toList();
    }
    for (Path path : paths) {
      contents.put(
          directory.relativize(path).toString(),
          Files.isDirectory(path) ? Item.directory() : Item.file(Files.readAllBytes(path)));
    }
    return contents;
  }
}
