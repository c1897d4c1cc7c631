package dev.faultline.link.journal;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** Reads a record of the journal from its beginning. */
public final class RecordReader {
  public final MemorySegment segment;
  private long at;

  public RecordReader(MemorySegment segment, long at) {
    this.segment = segment;
    this.at = at;
  }

  public long at() {
    return at;
  }

  public int u8() {
    return Byte.toUnsignedInt(segment.get(Wire.BYTE, at++));
  }

  public int u32() {
    int value = segment.get(Wire.INT, at);
    at += Integer.BYTES;
    return value;
  }

  public long u64() {
    long value = segment.get(Wire.LONG, at);
    at += Long.BYTES;
    return value;
  }

  public void skip(int bytes) {
    at += bytes;
  }
}
