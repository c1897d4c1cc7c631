package dev.faultline.link.wire;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * CRC32C over a packet: a corrupt packet counts as lost. Keeps the byte buffer of the last segment,
 * since {@link CRC32C} needs one and a new one for each packet would be garbage.
 */
public final class Checksum {
  private final CRC32C crc = new CRC32C();
  private @Nullable MemorySegment last;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /** Writes the checksum of the packet's bytes behind its first four into these. */
  public void stamp(MemorySegment segment, long at, int length) {
    segment.set(Wire.INT, at, of(segment, at, length));
  }

  public boolean holds(MemorySegment segment, long at, int length) {
    return segment.get(Wire.INT, at) == of(segment, at, length);
  }

  private int of(MemorySegment segment, long at, int length) {
    if (!segment.equals(last)) {
      last = segment;
      buffer = segment.asByteBuffer();
    }
    crc.reset();
    buffer.limit((int) at + length).position((int) at + Wire.CRC + Integer.BYTES);
    crc.update(buffer);
    return (int) crc.getValue();
  }
}
