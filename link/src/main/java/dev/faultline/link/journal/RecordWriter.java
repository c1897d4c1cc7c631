package dev.faultline.link.journal;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** A buffer for a record, which grows as it is written; reused for each record. */
public final class RecordWriter {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private MemorySegment segment = MemorySegment.ofArray(new byte[256]);
  private int length;

  public MemorySegment segment() {
    return segment;
  }

  public int length() {
    return length;
  }

  public RecordWriter clear() {
    length = 0;
    return this;
  }

  /** Forgets what was written after the first {@code bytes}. */
  public void cut(int bytes) {
    length = bytes;
  }

  /** Makes room for so many bytes more, so that these need no memory. */
  public void reserve(int bytes) {
    room(bytes);
    length -= bytes;
  }

  private long room(int bytes) {
    if (length > LONGEST - bytes) {
      throw new IllegalStateException(
          "a state of more than %d bytes: give a smaller snapshot".formatted(LONGEST));
    }
    if (segment.byteSize() < length + bytes) {
      MemorySegment grown =
          MemorySegment.ofArray(new byte[(int) Math.min(LONGEST, 2L * (length + bytes))]);
      MemorySegment.copy(segment, 0, grown, 0, length);
      segment = grown;
    }
    long at = length;
    length += bytes;
    return at;
  }

  public RecordWriter u8(int value) {
    long at = room(Byte.BYTES);
    segment.set(Wire.BYTE, at, (byte) value);
    return this;
  }

  public RecordWriter u32(int value) {
    long at = room(Integer.BYTES);
    segment.set(Wire.INT, at, value);
    return this;
  }

  public RecordWriter u64(long value) {
    long at = room(Long.BYTES);
    segment.set(Wire.LONG, at, value);
    return this;
  }

  public RecordWriter bytes(MemorySegment from, long offset, int count) {
    long at = room(count);
    MemorySegment.copy(from, offset, segment, at, count);
    return this;
  }

  /** Makes a record of another type of what was written. */
  public RecordWriter asType(byte type) {
    segment.set(Wire.BYTE, 0, type);
    return this;
  }

  /** Overwrites four bytes that were written before. */
  public void patch(int at, int value) {
    segment.set(Wire.INT, at, value);
  }
}
