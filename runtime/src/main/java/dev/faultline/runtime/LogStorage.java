package dev.faultline.runtime;

import dev.faultline.link.storage.Storage;
import dev.faultline.runtime.log.LogCounters;
import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.log.LogOptions;
import dev.faultline.runtime.log.SegmentedLog;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A {@link SegmentedLog} as an endpoint's storage. A sync's token is the position it reaches. */
final class LogStorage implements Storage, AutoCloseable {
  private final Path folder;
  private final LogOptions options;
  private final int packetBytes;
  private final Runnable wake;
  private @Nullable SegmentedLog log;

  /** Why records that are needed cannot be read back. */
  private volatile @Nullable String unreadable;

  /** The log is opened when the endpoint recovers from it. */
  LogStorage(Path folder, LogOptions options, int packetBytes, Runnable wake) {
    this.folder = folder;
    this.packetBytes = packetBytes;
    this.options = options;
    this.wake = wake;
  }

  private SegmentedLog log() {
    SegmentedLog open = log;
    if (open == null) {
      throw new IllegalStateException("log " + folder + " is not open");
    }
    return open;
  }

  @Override
  public void recover(Records records) {
    SegmentedLog opened = SegmentedLog.open(folder, options, records::record, wake);
    if (opened.recordBytesMax() < packetBytes) {
      opened.close();
      throw new IllegalArgumentException(
          "log %s takes records of %d bytes at most, too few for packets of %d: use a larger bufferBytes, or smaller packets"
              .formatted(folder, opened.recordBytesMax(), packetBytes));
    }
    log = opened;
  }

  @Override
  public long append(MemorySegment segment, long offset, int length) {
    try {
      return log().append(segment, offset, length);
    } catch (LogException e) {
      // It has failed, perhaps this moment; the driver hears why in this duty cycle or the next.
      return SegmentedLog.BACK_PRESSURED;
    }
  }

  @Override
  public long appendReserved(MemorySegment segment, long offset, int length) {
    try {
      return log().appendReserved(segment, offset, length);
    } catch (LogException e) {
      return SegmentedLog.BACK_PRESSURED;
    }
  }

  @Override
  public boolean hasRoom(long bytes) {
    return !log().failed() && log().hasRoom(bytes);
  }

  @Override
  public long longestRecord() {
    return log().recordBytesMax();
  }

  @Override
  public long sync() {
    log().flush();
    return log().end();
  }

  @Override
  public int read(long position, MemorySegment into, long offset) {
    return log().read(position, into, offset);
  }

  @Override
  public void trim(long position) {
    log().trim(Math.min(position, log().end()));
  }

  long durable() {
    return log().durable();
  }

  boolean failed() {
    return unreadable != null || log().failed();
  }

  LogCounters counts() {
    return log();
  }

  @Nullable String trouble() {
    String why = unreadable;
    return why == null ? log().trouble() : why;
  }

  /** Messages that were acknowledged to the application cannot be read, to be sent again. */
  void unreadable(LogException why) {
    unreadable = String.valueOf(why.getMessage());
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
