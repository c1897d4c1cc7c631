package dev.faultline.runtime.log;

import dev.faultline.link.Distribution;
import dev.faultline.link.Histogram;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A durable log. One thread, the owner, appends and trims and is never blocked. The log's own
 * thread writes and syncs the records that were appended while the last sync was in flight. When a
 * write or a sync fails, the log stops for good: it is unknown whether the records that were not
 * durable by then ever will be, since a later successful sync proves nothing about an earlier one.
 *
 * <p>Positions only grow. Only the owner may call the methods, except {@link #durable}, {@link
 * #failed}, {@link #trouble}, {@link #close} and those of {@link LogCounters}.
 */
public final class SegmentedLog implements LogCounters, AutoCloseable {
  /** Returned by {@link #append} when the buffer or the disk is full now. */
  public static final long BACK_PRESSURED = -1;

  /** How long the log waits before it tries again to create a segment on a full disk. */
  private static final long DISK_RETRY_NANOS = 50_000_000;

  private final LogCore core;
  private final long incarnation;
  private final FolderLock lock;
  private final Thread syncer;
  private final Histogram syncs = new Histogram();
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
   * Opens the log in a folder, which is created if missing, and passes on the records that it
   * holds.
   *
   * @param onDurable called on the log's own thread when {@link #durable} has grown or the log has
   *     failed
   * @throws CorruptLogException if durable bytes are corrupt; nothing is changed then
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
      // A handler of the application that cannot restore its state also throws here.
      giveUp(core, lock);
      throw e;
    }
  }

  /**
   * Omits the names of Java's exception classes, which for some exceptions are the whole message.
   */
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
        // The failure that is being reported came first.
      }
    }
  }

  /**
   * How often this log has been opened, this time included; durable before {@link #open} returns.
   */
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
   * Appends a record as {@link #append} does, but may use the room that {@code append} keeps free
   * at the end: for the few records without which nothing could be trimmed.
   */
  public long appendReserved(MemorySegment record, long offset, int bytes) {
    return flushedIfFull(core.appendReserved(record, offset, bytes));
  }

  /**
   * Estimates whether this many bytes of records can be appended before anything must be trimmed.
   * {@link #append} may still return {@link #BACK_PRESSURED} until earlier records have been
   * written.
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

  /** Tells the log's thread that records were appended; call it once for many records. */
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

  /** Tells the log that records before this position are no longer needed. */
  public void trim(long position) {
    core.trim(position);
    flush();
  }

  /** Whether the log has stopped for good; {@link #trouble} says why. */
  public boolean failed() {
    return core.failed();
  }

  @Override
  public long usedBytes() {
    return core.usedBytes();
  }

  @Override
  public long mostBytes() {
    return core.mostBytes();
  }

  @Override
  public Distribution syncs() {
    return syncs;
  }

  /** Why the log cannot accept more, such as a full disk; null if it can. */
  public @Nullable String trouble() {
    return core.trouble();
  }

  private void runSyncer(Runnable onDurable) {
    try {
      sync(onDurable);
    } catch (RuntimeException | Error e) {
      // Without this thread nothing becomes durable, so waiting threads must be released.
      core.stopped(e);
      onDurable.run();
    }
  }

  private void sync(Runnable onDurable) {
    while (!closed) {
      long before = core.durable();
      long begun = System.nanoTime();
      boolean worked = core.step();
      boolean synced = core.durable() > before;
      if (synced) {
        syncs.record(System.nanoTime() - begun);
      }
      if (synced || core.failed()) {
        onDurable.run();
      }
      if (core.failed()) {
        return;
      }
      if (!worked) {
        park();
      }
    }
    // Not on the closing thread: if that thread is interrupted, Java closes the file.
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

  /** Writes and syncs all appended records, and releases the folder. */
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
