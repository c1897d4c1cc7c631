package dev.faultline.runtime.log;

/** Durable bytes of a log are corrupt. The log was not opened and nothing was changed. */
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

  /** The offset in the file at which the first corrupt record begins. */
  public long offset() {
    return offset;
  }
}
