package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stream that receives: which is next, and the ring in which those lie that come
 * early. The ring is taken when something has to be kept, and given back when memory is short and
 * nothing is.
 */
public final class ReceiveSlots {
  static final byte ABSENT = 0;
  static final byte KEPT = 1;
  static final byte DELIVERED = 2;

  /** The first chunk that the application has not wholly taken. */
  long next;

  /** How long a slot is, and how many there are besides one. */
  final int stride;

  final int mask;

  private final ReceiveStream stream;
  private final ReceiverHost session;
  private final boolean losesNothing;
  private @Nullable ReceiveRing ring;

  ReceiveSlots(ReceiveStream stream, ReceiverHost session, boolean losesNothing, long firstNumber) {
    this.stream = stream;
    this.session = session;
    this.losesNothing = losesNothing;
    LinkOptions options = session.options();
    // What was stored before there were keys is longer than what fits into a packet with them.
    stride = options.packetBytes() + SecureLayer.OVERHEAD_BYTES;
    mask = options.receivePackets() - 1;
    next = firstNumber;
  }

  // --- what is here ---

  int slot(long chunk) {
    return (int) chunk & mask;
  }

  /** Where the frames of a slot begin. */
  long at(int slot) {
    return (long) slot * stride;
  }

  byte state(long chunk) {
    ReceiveRing present = ring;
    return present == null ? ABSENT : present.states[(int) chunk & mask];
  }

  boolean known(long chunk) {
    return chunk < next || (chunk <= next + mask && state(chunk) != ABSENT);
  }

  boolean fits(long chunk, int length) {
    return chunk <= next + mask && length <= stride - Wire.FRAMES;
  }

  boolean anyKept() {
    ReceiveRing had = ring;
    if (had != null) {
      for (byte state : had.states) {
        if (state == KEPT) {
          return true;
        }
      }
    }
    return false;
  }

  // --- what is kept ---

  /**
   * Keeps a chunk in its slot.
   *
   * @param last the last message that ends in it, where that matters
   * @param taken how much of it was taken
   */
  void keep(
      ReceiveRing in,
      long chunk,
      long firstSequence,
      long last,
      MemorySegment from,
      long frames,
      int length,
      int taken) {
    int slot = (int) chunk & mask;
    MemorySegment.copy(from, frames, in.slots, at(slot), length);
    in.held += in.states[slot] == ABSENT ? 1 : 0;
    in.states[slot] = KEPT;
    in.used[slot] = (short) length;
    in.first[slot] = firstSequence;
    in.last[slot] = last;
    in.resumeAt[slot] = (short) taken;
  }

  /** Chunks are numbered anew, and none is here. */
  void numberFrom(long chunk) {
    next = chunk;
    ReceiveRing had = ring;
    if (had != null) {
      Arrays.fill(had.states, ABSENT);
      Arrays.fill(had.resumeAt, (short) 0);
      had.held = 0;
    }
  }

  /** Which fragments are here of chunks that come in fragments. */
  ReceiveFragments fragments(ReceiveRing in) {
    ReceiveFragments fragments = in.fragments;
    if (fragments == null) {
      fragments = new ReceiveFragments(mask + 1);
      in.fragments = fragments;
    }
    return fragments;
  }

  /** Forgets the fragments that are here. Returns whether there may have been any. */
  boolean forgetFragments() {
    ReceiveRing had = ring;
    if (had == null || had.fragments == null) {
      return false;
    }
    had.fragments.clear();
    return true;
  }

  // --- memory ---

  private long slotBytes() {
    return (long) (mask + 1) * stride;
  }

  private long besideSlots() {
    return (long) (mask + 1) * ReceiveRing.SLOT_BYTES;
  }

  /** Where chunks are kept, if anything is; null otherwise. */
  @Nullable ReceiveRing present() {
    return ring;
  }

  /** Where chunks are kept; null if there is no memory for that now. */
  @Nullable ReceiveRing ring() {
    ReceiveRing present = ring;
    if (present == null) {
      if (session.ended()) {
        return null;
      }
      MemorySegment slots =
          session.budget().take(session.owner(), stream, slotBytes(), besideSlots(), losesNothing);
      if (slots == null) {
        return null;
      }
      try {
        present = new ReceiveRing(mask + 1, slots);
      } catch (OutOfMemoryError e) {
        session.release(slots);
        session.budget().give(session.owner(), slotBytes() + besideSlots());
        return null;
      }
      ring = present;
    }
    return present;
  }

  /** Gives the ring back if nothing is kept. */
  void giveBack() {
    ReceiveRing had = ring;
    boolean keeps =
        had != null
            && (had.held > 0
                || (had.fragments != null && had.fragments.anyUnfinished(losesNothing ? next : 0)));
    if (had != null && !keeps) {
      ring = null;
      session.release(had.slots);
      session.budget().give(session.owner(), slotBytes() + besideSlots());
    }
  }

  /** The session is over: hands the memory over, and what it counted for. */
  void over(Consumer<MemorySegment> to) {
    ReceiveRing had = ring;
    ring = null;
    if (had != null) {
      to.accept(had.slots);
      session.budget().give(session.owner(), slotBytes() + besideSlots());
    }
  }
}
