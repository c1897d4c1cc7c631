package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What a stream keeps of chunks that are not to be handed over yet, a slot for each. */
final class ReceiveRing {
  /** Bytes of a slot besides its chunk, those of {@link ReceiveParts} included. */
  static final int SLOT_BYTES = 1 + 2 + 2 + 8 + 8 + 14;

  final byte[] states;
  final short[] used;
  final short[] resumeAt;
  final long[] first;

  /** The last message that ends in a kept chunk, for streams that claim before they deliver. */
  final long[] last;

  final MemorySegment slots;

  /** Made for the first chunk that comes in parts; they lie in the chunk's slot. */
  @Nullable ReceiveParts parts;

  /** Slots that are in use. */
  int held;

  ReceiveRing(int capacity, MemorySegment slots) {
    this.slots = slots;
    states = new byte[capacity];
    used = new short[capacity];
    resumeAt = new short[capacity];
    first = new long[capacity];
    last = new long[capacity];
  }
}
