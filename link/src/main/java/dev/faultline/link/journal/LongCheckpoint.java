package dev.faultline.link.journal;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint whose state is longer than a record: it is written in parts, over as many polls as
 * the storage needs. Meanwhile no messages are handled, so the state does not change.
 */
public final class LongCheckpoint {
  /** How a record with a part of a state begins. */
  public static final byte TYPE = 9;

  private static final int FRAGMENT_BYTES = 1 << 20;

  private @Nullable MemorySegment state;
  private long written;
  private long beganAt;

  public void begin(MemorySegment of) {
    state = of;
    written = 0;
    beganAt = -1;
  }

  public boolean running() {
    return state != null;
  }

  /** Bytes that are still to be written. */
  public long left() {
    return state == null ? 0 : state.byteSize() - written;
  }

  /** Where its first part lies. */
  public long beganAt() {
    return beganAt;
  }

  public void over() {
    state = null;
  }

  /** Writes the next part. */
  public void part(RecordWriter to, long longestRecord) {
    MemorySegment of = state;
    if (of != null) {
      int bytes = (int) Math.min(Math.min(FRAGMENT_BYTES, longestRecord - 2), left());
      to.clear().u8(TYPE).u8(written == 0 ? 1 : 0).bytes(of, written, bytes);
    }
  }

  /** The part that was written last lies there. */
  public void stored(long position, int recordBytes) {
    beganAt = beganAt < 0 ? position : beganAt;
    written += recordBytes - 2;
  }
}
