package dev.faultline.disk.fs;

import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An open file, or a directory that is open for {@link #force}. */
final class DiskChannel extends FileChannel {
  private final DiskFileSystem system;
  private final Opening opening;
  private final long inode;
  private final String path;
  private long position;

  DiskChannel(DiskFileSystem system, Opening opening, long inode, String path) {
    this.system = system;
    this.opening = opening;
    this.inode = inode;
    this.path = path;
    system.disk().open(inode);
  }

  private <T extends @Nullable Object> T open(DiskFileSystem.Action<T, IOException> action)
      throws IOException {
    return system.locked(() -> {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      return action.run();
    });
  }

  private Inode file() {
    return system.disk().inode(inode);
  }

  private void requireReadable() throws IOException {
    if (!opening.read()) {
      throw new NonReadableChannelException();
    }
    if (file().kind() == FileKind.DIRECTORY) {
      throw new IOException("Is a directory");
    }
  }

  private void requireWritable() {
    if (!opening.write()) {
      throw new NonWritableChannelException();
    }
  }

  boolean isReadable() {
    return opening.read();
  }

  boolean isWritable() {
    return opening.write();
  }

  private int readAt(ByteBuffer into, long at) {
    int wanted = into.remaining();
    if (wanted == 0) {
      return 0;
    }
    byte[] bytes = new byte[(int) Math.max(0, Math.min(wanted, file().size() - at))];
    if (bytes.length == 0) {
      return -1;
    }
    file().read(at, bytes, 0, bytes.length);
    into.put(bytes);
    return bytes.length;
  }

  private int writeAt(ByteBuffer from, long at) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    if (bytes.length > 0) {
      system.disk().write(inode, at, bytes, path);
      system.watches().modified(inode, system.disk());
      syncIfAsked();
    }
    return bytes.length;
  }

  private void syncIfAsked() {
    if (opening.options().contains(StandardOpenOption.SYNC)) {
      system.disk().sync(inode, Entry.Scope.ALL, path);
    } else if (opening.options().contains(StandardOpenOption.DSYNC)) {
      system.disk().sync(inode, Entry.Scope.DATA, path);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return open(() -> {
      requireReadable();
      int count = readAt(into, position);
      position += Math.max(0, count);
      return count;
    });
  }

  @Override
  public int read(ByteBuffer into, long at) throws IOException {
    requireNotNegative(at, "position");
    return open(() -> {
      requireReadable();
      return readAt(into, at);
    });
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    return open(() -> {
      requireReadable();
      long total = 0;
      for (int i = offset; i < offset + length; i++) {
        int count = readAt(into[i], position);
        if (count < 0) {
          return total == 0 ? -1L : total;
        }
        position += count;
        total += count;
      }
      return total;
    });
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return open(() -> {
      requireWritable();
      position = opening.append() ? file().size() : position;
      int count = writeAt(from, position);
      position += count;
      return count;
    });
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    requireNotNegative(at, "position");
    return open(() -> {
      requireWritable();
      // As pwrite(2) on Linux: an appending descriptor appends wherever it is told to write.
      return writeAt(from, opening.append() ? file().size() : at);
    });
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, from.length);
    return open(() -> {
      requireWritable();
      long total = 0;
      for (int i = offset; i < offset + length; i++) {
        total += from[i].remaining();
      }
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(total));
      for (int i = offset; i < offset + length; i++) {
        all.put(from[i]);
      }
      position = opening.append() ? file().size() : position;
      position += writeAt(all.flip(), position);
      return total;
    });
  }

  @Override
  public long position() throws IOException {
    return open(() -> opening.append() ? file().size() : position);
  }

  @Override
  public FileChannel position(long to) throws IOException {
    requireNotNegative(to, "position");
    return open(() -> {
      position = to;
      return this;
    });
  }

  @Override
  public long size() throws IOException {
    return open(() -> file().kind() == FileKind.DIRECTORY ? 4096L : file().size());
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    requireNotNegative(size, "size");
    return open(() -> {
      requireWritable();
      if (size < file().size()) {
        system.disk().resize(inode, size, path);
        system.watches().modified(inode, system.disk());
      }
      position = Math.min(position, size);
      return this;
    });
  }

  @Override
  public void force(boolean metadata) throws IOException {
    open(() -> {
      system.disk().sync(inode, metadata ? Entry.Scope.ALL : Entry.Scope.DATA, path);
      return true;
    });
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    ByteBuffer chunk =
        open(() -> {
          requireReadable();
          long there = Math.max(0, Math.min(count, file().size() - at));
          ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(there, 1 << 20));
          readAt(bytes, at);
          return bytes.flip();
        });
    return chunk.hasRemaining() ? target.write(chunk) : 0;
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    requireWritable();
    if (at > size() || count == 0) {
      return 0;
    }
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
    return source.read(chunk) > 0 ? write(chunk.flip(), at) : 0;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException(
        "memory mapping of "
            + path
            + ": this file system cannot see what is written through a mapping; let the program use channels");
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return system.locks().acquire(this, inode, at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    return system.locks().acquire(this, inode, at, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    system.lockedUnlessClosed(() -> {
      system.locks().releaseAll(this);
      system.disk().close(inode);
      return true;
    });
  }

  private static void requireNotNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("Negative " + what + ": " + value);
    }
  }
}
