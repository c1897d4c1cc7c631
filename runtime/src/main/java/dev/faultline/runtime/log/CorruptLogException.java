package dev.faultline.runtime.log;

/** What a log had made durable has changed since. Nothing was altered; the log did not open. */
public final class CorruptLogException extends LogException {
  private static final long serialVersionUID = 1L;
  private final String segment;
  private final long offset;

  CorruptLogException(String disk, String segment, long offset, String found) {
    super(
        "log %s is corrupt: segment %s, offset %d: %s; './faultline link inspect %s' shows the log"
            .formatted(disk, segment, offset, found, disk));
    this.segment = segment;
    this.offset = offset;
  }

  /** The name of the file. */
  public String segment() {
    return segment;
  }

  /** Where in the file the first record begins that is not what was written. */
  public long offset() {
    return offset;
  }
}
