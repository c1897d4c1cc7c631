package dev.faultline.link.stream;

import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.util.Arrays;

/**
 * Chunks that are longer than the path allows, and go out in fragments of {@link
 * Wire#FRAGMENT_BYTES}: for each slot of a stream's ring which fragments have arrived and which are
 * to be sent. What is known is forgotten with the connection, as the receiver does with the
 * fragments it has.
 */
public final class SendFragments {
  private static final long NOBODY = -1;

  private final Rules rules;
  private final long[] chunks;
  private final short[] all;
  private final short[] arrived;
  private final short[] due;
  private final short[] sentBefore;

  /** The youngest packet that carried a fragment, or the whole chunk. */
  private final long[] lastPacket;

  SendFragments(int slots, Rules rules) {
    this.rules = rules;
    chunks = new long[slots];
    Arrays.fill(chunks, NOBODY);
    all = new short[slots];
    arrived = new short[slots];
    due = new short[slots];
    sentBefore = new short[slots];
    lastPacket = new long[slots * Wire.MOST_FRAGMENTS];
  }

  /** Forgets everything: nothing that was sent before counts. */
  void clear() {
    Arrays.fill(chunks, NOBODY);
  }

  /**
   * Has all fragments sent that have not arrived, unless some wait for that already.
   *
   * @param fresh whether nothing of the chunk has been sent before
   */
  void begin(int slot, long chunk, int bytes, boolean fresh) {
    if (chunks[slot] != chunk) {
      chunks[slot] = chunk;
      int count = (bytes + Wire.FRAGMENT_BYTES - 1) / Wire.FRAGMENT_BYTES;
      all[slot] = (short) ((1 << count) - 1);
      arrived[slot] = 0;
      due[slot] = 0;
      sentBefore[slot] = fresh ? 0 : all[slot];
    }
    if (due[slot] == 0) {
      due[slot] = (short) (all[slot] & ~arrived[slot]);
    }
  }

  /** What is known of a slot's chunk is known of one here. */
  void adopt(SendFragments from, int fromSlot, int slot) {
    chunks[slot] = from.chunks[fromSlot];
    all[slot] = from.all[fromSlot];
    arrived[slot] = from.arrived[fromSlot];
    due[slot] = from.due[fromSlot];
    sentBefore[slot] = from.sentBefore[fromSlot];
    System.arraycopy(
        from.lastPacket,
        fromSlot * Wire.MOST_FRAGMENTS,
        lastPacket,
        slot * Wire.MOST_FRAGMENTS,
        Wire.MOST_FRAGMENTS);
  }

  /** Whether it is known what became of the fragments of this chunk. */
  boolean holds(int slot, long chunk) {
    return chunks[slot] == chunk;
  }

  boolean anyDue(int slot, long chunk) {
    return chunks[slot] == chunk && due[slot] != 0;
  }

  /** The first fragment that has to be sent; only when there is one. */
  int nextDue(int slot) {
    return Integer.numberOfTrailingZeros(due[slot]);
  }

  /** Whether one fragment and no more has to be sent. */
  boolean lastDue(int slot) {
    return Integer.bitCount(due[slot]) == 1;
  }

  /** A fragment is on its way. Returns whether it had been before. */
  boolean sent(int slot, int fragment, long packet) {
    int bit = 1 << fragment;
    boolean again = (sentBefore[slot] & bit) != 0;
    due[slot] &= (short) ~bit;
    sentBefore[slot] |= (short) bit;
    lastPacket[slot * Wire.MOST_FRAGMENTS + fragment] = packet;
    return again;
  }

  /** The whole chunk is on its way: no fragment has to be sent until that is lost. */
  void sentWhole(int slot, long chunk, long packet) {
    if (chunks[slot] == chunk) {
      due[slot] = 0;
      Arrays.fill(lastPacket, slot * Wire.MOST_FRAGMENTS, (slot + 1) * Wire.MOST_FRAGMENTS, packet);
    }
  }

  /** The whole chunk counts as lost, after all its fragments that may be on the way. */
  void wholeLost(int slot, long chunk) {
    if (chunks[slot] == chunk) {
      due[slot] = (short) (all[slot] & ~arrived[slot]);
    }
  }

  /** A fragment of the chunk in this slot has arrived. Returns whether the chunk has, with it. */
  boolean arrived(int slot, int fragment) {
    int bit = 1 << fragment;
    arrived[slot] |= (short) bit;
    due[slot] &= (short) ~bit;
    return rules.complete(arrived[slot], all[slot]);
  }

  /** A packet with a fragment counts as lost. Returns whether the fragment has to be sent again. */
  boolean lost(int slot, long chunk, int fragment, long packet) {
    int bit = 1 << fragment;
    if (chunks[slot] != chunk
        || (arrived[slot] & bit) != 0
        || lastPacket[slot * Wire.MOST_FRAGMENTS + fragment] != packet) {
      return false;
    }
    due[slot] |= (short) bit;
    return true;
  }
}
