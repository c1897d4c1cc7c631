package dev.faultline.runtime.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How a record stands in a segment: CRC32C (4 bytes), length (4), the position up to which the log
 * was synced when this was written (8), the bytes, zeros up to a multiple of eight. All numbers are
 * little-endian. A length of -1 closes a segment: what follows it is unused.
 */
final class Records {
  static final int HEADER = 16;
  static final int CLOSING = -1;
  static final String SUFFIX = ".log";

  private Records() {}

  /** What a record of so many bytes takes. */
  static int stored(int bytes) {
    return HEADER + ((bytes + 7) & ~7);
  }

  static String segmentName(long index) {
    return String.format("%016x%s", index, SUFFIX);
  }

  /**
   * The checksum before the record's bytes are added: over position, length and what was synced.
   */
  static void begin(CRC32C crc, ByteBuffer scratch, long position, int length, long synced) {
    scratch.clear();
    scratch.putLong(position).putInt(length).putLong(synced).flip();
    crc.reset();
    crc.update(scratch);
  }

  static ByteBuffer scratch() {
    return ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
  }
}
