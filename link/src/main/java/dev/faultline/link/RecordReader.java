package dev.faultline.link;

import java.lang.foreign.MemorySegment;

/** Reads a record of the journal from its beginning. */
final class RecordReader {
  final MemorySegment segment;
  private long at;

  RecordReader(MemorySegment segment, long at) {
    this.segment = segment;
    this.at = at;
  }

  long at() {
    return at;
  }

  int u8() {
    return Byte.toUnsignedInt(segment.get(Wire.BYTE, at++));
  }

  int u32() {
    int value = segment.get(Wire.INT, at);
    at += Integer.BYTES;
    return value;
  }

  long u64() {
    long value = segment.get(Wire.LONG, at);
    at += Long.BYTES;
    return value;
  }

  void skip(int bytes) {
    at += bytes;
  }
}
