package dev.faultline.disk.fs;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/**
 * The locks on files. All channels belong to one JVM, so an overlapping lock is refused as the JDK
 * does it, and nobody waits.
 */
final class LockTable {
  private final List<Held> held = new ArrayList<>();

  private record Held(long inode, Lock lock) {}

  synchronized FileLock acquire(DiskChannel channel, long inode, long at, long size, boolean shared)
      throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (shared && !channel.isReadable()) {
      throw new NonReadableChannelException();
    }
    if (!shared && !channel.isWritable()) {
      throw new NonWritableChannelException();
    }
    for (Held other : held) {
      if (other.inode() == inode && other.lock().overlaps(at, size)) {
        throw new OverlappingFileLockException();
      }
    }
    Lock lock = new Lock(channel, at, size, shared);
    held.add(new Held(inode, lock));
    return lock;
  }

  synchronized void releaseAll(Channel channel) {
    held.removeIf(other -> {
      boolean own = other.lock().acquiredBy() == channel;
      if (own) {
        other.lock().valid = false;
      }
      return own;
    });
  }

  private synchronized void release(Lock lock) {
    held.removeIf(other -> other.lock() == lock);
    lock.valid = false;
  }

  private final class Lock extends FileLock {
    private volatile boolean valid = true;

    Lock(FileChannel channel, long at, long size, boolean shared) {
      super(channel, at, size, shared);
    }

    @Override
    public boolean isValid() {
      return valid && acquiredBy().isOpen();
    }

    @Override
    public void release() throws IOException {
      if (!acquiredBy().isOpen()) {
        throw new ClosedChannelException();
      }
      LockTable.this.release(this);
    }
  }
}
