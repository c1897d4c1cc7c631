package dev.faultline.disk;

import java.util.List;

/**
 * One call on a disk, which all its micro-operations share.
 *
 * @param number the number of the call on this disk, from 1
 * @param kind what was called, such as {@code write} or {@code rename}
 * @param path the file's path at the time of the call
 * @param detail more for a reader, such as {@code 512 bytes at 0}; may be empty
 * @param timeNanos when, by the clock of the disk's {@link Caller}
 * @param actor the thread or node that called
 * @param stack where in the program, innermost frame first; empty if not recorded
 */
public record Operation(
    long number,
    String kind,
    String path,
    String detail,
    long timeNanos,
    String actor,
    List<StackTraceElement> stack) {

  /** Such as {@code write db/wal.1 (512 bytes at 0)}. */
  @Override
  public String toString() {
    return kind + " " + path + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
