package dev.faultline.disk.fs;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.Watchable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Tells of what happens in directories, at once. Thread-safe. */
final class DiskWatchService implements WatchService {
  private final Watches watches;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signalled = lock.newCondition();
  private final Queue<Key> ready = new ArrayDeque<>();
  private boolean closed;

  DiskWatchService(Watches watches) {
    this.watches = watches;
  }

  WatchKey register(DiskPath path, List<WatchEvent.Kind<?>> kinds) throws IOException {
    requireOpen();
    return path.system()
        .locked(() -> {
          Inode inode = path.system().resolver().existing(path, true);
          if (inode.kind() != FileKind.DIRECTORY) {
            throw new NotDirectoryException(path.toString());
          }
          Key key = new Key(path, kinds);
          watches.add(inode.number(), key);
          return key;
        });
  }

  private void requireOpen() {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedWatchServiceException();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      signalled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable WatchKey poll() {
    requireOpen();
    lock.lock();
    try {
      return ready.poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable WatchKey poll(long timeout, TimeUnit unit) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = unit.toNanos(timeout);
      while (ready.isEmpty() && left > 0 && !closed) {
        left = signalled.awaitNanos(left);
      }
      if (closed) {
        throw new ClosedWatchServiceException();
      }
      return ready.poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WatchKey take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Key next = ready.poll();
      while (next == null) {
        if (closed) {
          throw new ClosedWatchServiceException();
        }
        signalled.await();
        next = ready.poll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** One directory. */
  final class Key implements WatchKey {
    private final DiskPath directory;
    private final List<WatchEvent.Kind<?>> kinds;
    private List<WatchEvent<?>> events = new ArrayList<>();
    private boolean queued;
    private volatile boolean valid = true;

    Key(DiskPath directory, List<WatchEvent.Kind<?>> kinds) {
      this.directory = directory;
      this.kinds = kinds;
    }

    void tell(WatchEvent.Kind<?> kind, String name) {
      lock.lock();
      try {
        if (kinds.contains(kind) && !closed) {
          events.add(event(kind, DiskPath.parse(directory.system(), name)));
          queue();
        }
      } finally {
        lock.unlock();
      }
    }

    private <T> WatchEvent<T> event(WatchEvent.Kind<T> kind, Path name) {
      return new Event<>(kind, kind.type().cast(name), 1);
    }

    private void queue() {
      if (!queued) {
        queued = true;
        ready.add(this);
        signalled.signalAll();
      }
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public List<WatchEvent<?>> pollEvents() {
      lock.lock();
      try {
        List<WatchEvent<?>> told = events;
        events = new ArrayList<>();
        return told;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean reset() {
      lock.lock();
      try {
        queued = false;
        if (!events.isEmpty()) {
          queue();
        }
        return valid;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void cancel() {
      valid = false;
      directory
          .system()
          .lockedUnlessClosed(() -> {
            watches.remove(this);
            return true;
          });
    }

    @Override
    public Watchable watchable() {
      return directory;
    }
  }

  private record Event<T>(WatchEvent.Kind<T> kind, T context, int count) implements WatchEvent<T> {}
}
