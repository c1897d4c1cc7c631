package dev.faultline.runtime.log;

import java.lang.foreign.MemorySegment;

/** Receives the records of a log, in order. */
@FunctionalInterface
public interface RecordVisitor {
  /**
   * One record.
   *
   * @param position that {@link SegmentedLog#append} returned for it
   * @param memory holds the record's bytes during this call only
   */
  void record(long position, MemorySegment memory, long offset, int bytes);
}
