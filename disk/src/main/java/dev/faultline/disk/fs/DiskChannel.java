package dev.faultline.disk.fs;

import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Request;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An open file, or a directory that is open for {@link #force}. */
final class DiskChannel extends FileChannel {
  private final DiskFileSystem system;
  private final Opening opening;
  private final long inode;
  private final String path;
  private final String realPath;
  private final long handle;

  /** Held by whoever reads or writes at the position, also while a fault makes the call wait. */
  private final ReentrantLock positioned = new ReentrantLock();

  private long position;
  private boolean wrote;

  /**
   * @param path as the program wrote it
   * @param realPath from the root, without links
   */
  DiskChannel(DiskFileSystem system, Opening opening, long inode, String path, String realPath) {
    this.system = system;
    this.opening = opening;
    this.inode = inode;
    this.path = path;
    this.realPath = realPath;
    system.disk().open(inode);
    handle = system.injector().opened(inode);
  }

  private <T extends @Nullable Object> T open(CallLock.Action<T, IOException> action)
      throws IOException {
    return system.locked(() -> {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      return action.run();
    });
  }

  /** As {@link #open}, for what uses the position: such calls come one after the other. */
  private <T extends @Nullable Object> T positioned(CallLock.Action<T, IOException> action)
      throws IOException {
    positioned.lock();
    try {
      return open(action);
    } finally {
      positioned.unlock();
    }
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

  /** Lets faults happen before a read or write. */
  private Injection injected(FileCall call, long at, long length) throws IOException {
    Injection injected =
        system
            .injector()
            .through(Request.data(call, realPath, inode, handle, at, length, file().size()));
    requireOpen();
    return injected;
  }

  private Request request(FileCall call) {
    return Request.through(call, realPath, inode, handle, file().size());
  }

  /** Lets faults happen before another call. */
  private void inject(Request request) throws IOException {
    system.injector().through(request);
    requireOpen();
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private int readAt(ByteBuffer into, long at) throws IOException {
    int wanted = into.remaining();
    if (wanted == 0) {
      return 0;
    }
    Injection injected = injected(FileCall.READ, at, there(wanted, at));
    byte[] bytes = new byte[(int) Math.min(there(wanted, at), injected.length())];
    if (bytes.length == 0) {
      return -1;
    }
    file().read(at, bytes, 0, bytes.length);
    for (long bit : injected.flips()) {
      if (bit / 8 - at < bytes.length) {
        bytes[(int) (bit / 8 - at)] ^= (byte) (1 << (bit % 8));
      }
    }
    into.put(bytes);
    return bytes.length;
  }

  private long there(int wanted, long at) {
    return Math.max(0, Math.min(wanted, file().size() - at));
  }

  private int writeAt(ByteBuffer from, long wanted) throws IOException {
    if (!from.hasRemaining()) {
      return 0;
    }
    Injection injected = injected(FileCall.WRITE, wanted, from.remaining());
    // Another channel may have appended while a fault made this call wait.
    long at = opening.append() ? file().size() : wanted;
    byte[] bytes = new byte[(int) Math.min(from.remaining(), injected.length())];
    from.get(bytes);
    if (injected.isLost() || injected.byBytes() != 0) {
      Misplaced.write(system.disk(), inode, at, bytes, injected, path);
    } else {
      system.disk().write(inode, at, bytes, path);
      if (injected.isStale()) {
        system.disk().unwritten(inode, at, at + bytes.length, path);
      }
    }
    wrote = true;
    system.watches().modified(inode, system.disk());
    if (opening.options().contains(StandardOpenOption.SYNC)) {
      sync(Entry.Scope.ALL);
    } else if (opening.options().contains(StandardOpenOption.DSYNC)) {
      sync(Entry.Scope.DATA);
    }
    return bytes.length;
  }

  private void sync(Entry.Scope scope) throws IOException {
    FileCall call =
        file().kind() == FileKind.DIRECTORY
            ? FileCall.FSYNCDIR
            : scope == Entry.Scope.ALL ? FileCall.FSYNC : FileCall.FDATASYNC;
    inject(request(call));
    system.disk().sync(inode, scope, path);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return positioned(() -> {
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
    return positioned(() -> {
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
    return positioned(() -> {
      requireWritable();
      int count = writeAt(from, opening.append() ? file().size() : position);
      position = opening.append() ? file().size() : position + count;
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
    return positioned(() -> {
      requireWritable();
      ByteBuffer all = Gathered.of(from, offset, length);
      int count = writeAt(all, opening.append() ? file().size() : position);
      position = opening.append() ? file().size() : position + count;
      Gathered.take(count, from, offset, length);
      return (long) count;
    });
  }

  @Override
  public long position() throws IOException {
    return positioned(() -> opening.append() ? file().size() : position);
  }

  @Override
  public FileChannel position(long to) throws IOException {
    requireNotNegative(to, "position");
    return positioned(() -> {
      position = to;
      return this;
    });
  }

  @Override
  public long size() throws IOException {
    return open(() -> {
      inject(request(FileCall.GETATTR));
      return file().kind() == FileKind.DIRECTORY ? 4096L : file().size();
    });
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    requireNotNegative(size, "size");
    return positioned(() -> {
      requireWritable();
      inject(request(FileCall.TRUNCATE).growing(Math.min(0, size - file().size())));
      if (size < file().size()) {
        system.disk().resize(inode, size, path);
        system.watches().modified(inode, system.disk());
      }
      position = Math.min(position, size);
      return this;
    });
  }

  /**
   * As ftruncate(2): makes the file longer, too, and leaves the position where it is, or at the
   * end.
   */
  void resize(long size) throws IOException {
    positioned(() -> {
      requireWritable();
      inject(request(FileCall.TRUNCATE).growing(Math.min(0, size - file().size())));
      system.disk().resize(inode, size, path);
      system.watches().modified(inode, system.disk());
      position = Math.min(position, size);
      return true;
    });
  }

  @Override
  public void force(boolean metadata) throws IOException {
    open(() -> {
      sync(metadata ? Entry.Scope.ALL : Entry.Scope.DATA);
      return true;
    });
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    requireOpen();
    if (!opening.read()) {
      throw new NonReadableChannelException();
    }
    return Copying.to(this, at, count, target);
  }

  /** Up to so many bytes of the file. */
  ByteBuffer part(long at, long most) throws IOException {
    return open(() -> {
      requireReadable();
      ByteBuffer bytes = ByteBuffer.allocate((int) there((int) most, at));
      readAt(bytes, at);
      return bytes.flip();
    });
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    requireWritable();
    return at > size() ? 0 : Copying.from(source, this, at, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException(
        "memory mapping of "
            + path
            + ": writes through a mapping are invisible to this file system; use channels instead");
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return tryLock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    open(() -> {
      inject(request(FileCall.LOCK));
      return true;
    });
    return system.locks().acquire(this, inode, at, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    system.lockedUnlessClosed(() -> {
      try {
        system.injector().release(request(FileCall.RELEASE), wrote);
      } finally {
        system.locks().releaseAll(this);
        system.injector().closed(handle);
        system.disk().close(inode);
      }
      return true;
    });
  }

  private static void requireNotNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("Negative " + what + ": " + value);
    }
  }
}
