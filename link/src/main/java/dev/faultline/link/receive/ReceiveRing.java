package dev.faultline.link.receive;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The chunks of a stream that cannot be delivered yet, with one slot for each. */
public final class ReceiveRing {
  /** Bytes of a slot besides its chunk, those of {@link ReceiveFragments} included. */
  public static final int SLOT_BYTES = 1 + 2 + 2 + 8 + 8 + 14;

  public final byte[] states;
  public final short[] used;
  public final short[] resumeAt;
  public final long[] first;

  /** The last message that ends in a kept chunk, for streams that claim before they deliver. */
  public final long[] last;

  public final MemorySegment slots;

  /** Made for the first chunk that comes in fragments; they lie in the chunk's slot. */
  public @Nullable ReceiveFragments fragments;

  /** Slots that are in use. */
  public int held;

  public ReceiveRing(int capacity, MemorySegment slots) {
    this.slots = slots;
    states = new byte[capacity];
    used = new short[capacity];
    resumeAt = new short[capacity];
    first = new long[capacity];
    last = new long[capacity];
  }
}
