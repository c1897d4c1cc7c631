package dev.faultline.runtime.log;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A durable log. One thread, the owner, appends and trims, and is never blocked; a second one,
 * which the log has for itself, writes and syncs whatever has come together while the last sync was
 * in flight. When a write or a sync fails, the log stops for good: what was not durable by then may
 * never be, and nobody can know (a later sync that succeeds proves nothing about an earlier one).
 *
 * <p>Positions are numbers that only grow. All methods are the owner's, except {@link #durable},
 * {@link #failed}, {@link #trouble} and {@link #close}.
 */
public final class SegmentedLog implements AutoCloseable {
  /** Returned by {@link #append} when the buffer or the disk is full now. */
  public static final long BACK_PRESSURED = -1;

  /** How long the log waits before it tries again to make a segment on a full disk. */
  private static final long DISK_RETRY_NANOS = 50_000_000;

  private final LogCore core;
  private final long incarnation;
  private final FolderLock lock;
  private final Thread syncer;
  private volatile boolean closed;
  private volatile boolean parked;

  private SegmentedLog(FolderLock lock, LogCore core, long incarnation, Runnable onDurable) {
    this.lock = lock;
    this.core = core;
    this.incarnation = incarnation;
    syncer = new Thread(() -> runSyncer(onDurable), "faultline-log-sync");
    syncer.setDaemon(true);
    syncer.start();
  }

  /**
   * Opens the log in a folder, which is made if it is not there, and hands over what it holds.
   *
   * @param onDurable called on the log's own thread when {@link #durable} has grown or the log has
   *     failed
   * @throws CorruptLogException if durable bytes have changed; nothing is altered then
   * @throws LogException if the folder is in use, unreadable, or full
   */
  public static SegmentedLog open(
      Path folder, LogOptions options, RecordVisitor recovery, Runnable onDurable) {
    FolderLock lock = null;
    LogCore core = null;
    try {
      lock = new FolderLock(folder);
      FolderDisk disk = FolderDisk.writing(folder);
      core = LogCore.open(disk, options, recovery);
      return new SegmentedLog(lock, core, Incarnation.next(disk), onDurable);
    } catch (IOException e) {
      giveUp(core, lock);
      throw new LogException(
          "log %s cannot be opened: %s; it needs a folder that this process may write to, with room for %d bytes at first"
              .formatted(folder, reason(e), options.segmentBytes()),
          e);
    } catch (RuntimeException | Error e) {
      // An application's handler that cannot restore its state throws through here too.
      giveUp(core, lock);
      throw e;
    }
  }

  /** Without the names of Java's exceptions, some of which say nothing else. */
  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException there -> there.getFile() + " is not a folder";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException none -> none.getFile() + " cannot be made";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void giveUp(@Nullable LogCore core, @Nullable FolderLock lock) {
    if (core != null) {
      core.close();
    }
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable FolderLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        // What is being reported came first.
      }
    }
  }

  /** How often this log has been opened, this time included; durable before this can be asked. */
  public long incarnation() {
    return incarnation;
  }

  /**
   * Appends a record, which is copied.
   *
   * @return the position at which it begins, or {@link #BACK_PRESSURED}
   * @throws IllegalArgumentException if it is empty or longer than the options allow
   * @throws LogException if the log has failed
   */
  public long append(MemorySegment record, long offset, int bytes) {
    return flushedIfFull(core.append(record, offset, bytes));
  }

  /**
   * Appends a record as {@link #append} does, but may take the room that it leaves free at the end:
   * for the few records without which nothing could be trimmed.
   */
  public long appendReserved(MemorySegment record, long offset, int bytes) {
    return flushedIfFull(core.appendReserved(record, offset, bytes));
  }

  /**
   * Whether so many bytes of records can be appended before anything has to be trimmed; {@link
   * #append} may say that it is back-pressured until some have been written. An estimate.
   */
  public boolean hasRoom(long bytes) {
    return core.hasRoom(bytes);
  }

  private long flushedIfFull(long position) {
    if (position < 0) {
      flush();
    }
    return position;
  }

  /** The longest record that the log takes, in bytes. */
  public int recordBytesMax() {
    return core.recordBytesMax();
  }

  /**
   * Reads a record back, which may wait for the disk.
   *
   * @param position at which it begins
   * @return its length
   * @throws LogException if it cannot be read
   */
  public int read(long position, MemorySegment into, long offset) {
    return core.read(position, into, offset);
  }

  /** Lets the second thread know of what was appended; to be called once for many records. */
  public void flush() {
    core.publish();
    if (parked) {
      LockSupport.unpark(syncer);
    }
  }

  /** Everything that ends at or before this position is on disk. */
  public long durable() {
    return core.durable();
  }

  /** Where the last record that was appended ends. */
  public long end() {
    return core.end();
  }

  /** Records before this position are not needed any more. */
  public void trim(long position) {
    core.trim(position);
    flush();
  }

  /** Whether the log has stopped for good; {@link #trouble} says why. */
  public boolean failed() {
    return core.failed();
  }

  /** What keeps the log from taking more, such as a full disk, or null if nothing does. */
  public @Nullable String trouble() {
    return core.trouble();
  }

  private void runSyncer(Runnable onDurable) {
    try {
      sync(onDurable);
    } catch (RuntimeException | Error e) {
      // Without this thread nothing becomes durable any more, so nobody may wait for it.
      core.stopped(e);
      onDurable.run();
    }
  }

  private void sync(Runnable onDurable) {
    while (!closed) {
      long before = core.durable();
      boolean worked = core.step();
      if (core.durable() > before || core.failed()) {
        onDurable.run();
      }
      if (core.failed()) {
        return;
      }
      if (!worked) {
        park();
      }
    }
    // Not on the thread that closes: Java closes the file under one that is interrupted.
    core.drain();
  }

  private void park() {
    parked = true;
    if (core.idle() && !closed) {
      if (core.trouble() == null) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, DISK_RETRY_NANOS);
      }
    }
    parked = false;
  }

  /** Writes and syncs what was appended, and lets the folder go. */
  @Override
  public void close() {
    core.publish();
    closed = true;
    LockSupport.unpark(syncer);
    boolean interrupted = false;
    while (true) {
      try {
        syncer.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    core.close();
    closeQuietly(lock);
  }
}
