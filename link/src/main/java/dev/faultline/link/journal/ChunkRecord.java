package dev.faultline.link.journal;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/**
 * A chunk in the storage: the packet as it is in its slot, with this header in place of the
 * packet's, so it is written from the slot and read back to it.
 *
 * <pre>
 *  0 u8 record type   1 u8 whether it continues a message   2 u16 stream   4 u32 session's number
 *  8 u64 first message   16 u32 messages that end here       20 … 0
 * </pre>
 */
public final class ChunkRecord {
  /** How such a record begins. */
  public static final byte TYPE = 4;

  private ChunkRecord() {}

  public static void write(
      MemorySegment to,
      long at,
      int session,
      int stream,
      long first,
      int ended,
      boolean continues) {
    to.asSlice(at, Wire.FRAMES).fill((byte) 0);
    to.set(Wire.BYTE, at, TYPE);
    to.set(Wire.BYTE, at + 1, (byte) (continues ? 1 : 0));
    to.set(Wire.SHORT, at + 2, (short) stream);
    to.set(Wire.INT, at + 4, session);
    to.set(Wire.LONG, at + 8, first);
    to.set(Wire.INT, at + 16, ended);
  }

  public static int stream(MemorySegment from, long at) {
    return Short.toUnsignedInt(from.get(Wire.SHORT, at + 2));
  }

  public static int session(MemorySegment from, long at) {
    return from.get(Wire.INT, at + 4);
  }

  public static long first(MemorySegment from, long at) {
    return from.get(Wire.LONG, at + 8);
  }

  /** Number of the first message that begins here, or after this chunk. */
  public static long begins(MemorySegment from, long at) {
    return first(from, at) + from.get(Wire.BYTE, at + 1);
  }

  /** Number of the first message that does not end here. */
  public static long next(MemorySegment from, long at) {
    return first(from, at) + from.get(Wire.INT, at + 16);
  }
}
