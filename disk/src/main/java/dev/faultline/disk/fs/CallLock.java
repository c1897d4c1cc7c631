package dev.faultline.disk.fs;

import java.nio.file.ClosedFileSystemException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one call into a file system at a time, and none once that is closed. A thread that has it
 * may take it again.
 */
final class CallLock {
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /** Something that may be refused. */
  interface Action<T extends @Nullable Object, X extends Exception> {
    T run() throws X;
  }

  /** For calls that wait on the way, and let others in meanwhile. */
  ReentrantLock lock() {
    return lock;
  }

  /**
   * Makes a call.
   *
   * @throws ClosedFileSystemException if the file system is closed
   */
  <T extends @Nullable Object, X extends Exception> T locked(Action<T, X> action) throws X {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedFileSystemException();
      }
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #locked}, for what a channel does when it is closed: the file system may be, too. */
  <X extends Exception> void lockedUnlessClosed(Action<Boolean, X> action) throws X {
    lock.lock();
    try {
      if (!closed) {
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs it, though the file system may be closed. */
  void always(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** The calls that come next are refused. The lock is held. */
  void close() {
    closed = true;
  }

  boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }
}
