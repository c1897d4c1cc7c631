package dev.faultline.link;

import dev.faultline.link.wire.Wire;
import java.util.Arrays;

/**
 * Chunks that are longer than the path allows, and go out in parts of {@link Wire#PART_BYTES}: for
 * each slot of a stream's ring which parts have arrived and which are to be sent. What is known is
 * forgotten with the connection, as the receiver does with the parts it has.
 */
final class SendParts {
  private static final long NOBODY = -1;

  private final Rules rules;
  private final long[] chunks;
  private final short[] all;
  private final short[] arrived;
  private final short[] due;
  private final short[] sentBefore;

  /** The youngest packet that carried a part, or the whole chunk. */
  private final long[] lastPacket;

  SendParts(int slots, Rules rules) {
    this.rules = rules;
    chunks = new long[slots];
    Arrays.fill(chunks, NOBODY);
    all = new short[slots];
    arrived = new short[slots];
    due = new short[slots];
    sentBefore = new short[slots];
    lastPacket = new long[slots * Wire.MOST_PARTS];
  }

  /** Forgets everything: nothing that was sent before counts. */
  void clear() {
    Arrays.fill(chunks, NOBODY);
  }

  /**
   * Has all parts sent that have not arrived, unless some wait for that already.
   *
   * @param fresh whether nothing of the chunk has been sent before
   */
  void begin(int slot, long chunk, int bytes, boolean fresh) {
    if (chunks[slot] != chunk) {
      chunks[slot] = chunk;
      int count = (bytes + Wire.PART_BYTES - 1) / Wire.PART_BYTES;
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
  void adopt(SendParts from, int fromSlot, int slot) {
    chunks[slot] = from.chunks[fromSlot];
    all[slot] = from.all[fromSlot];
    arrived[slot] = from.arrived[fromSlot];
    due[slot] = from.due[fromSlot];
    sentBefore[slot] = from.sentBefore[fromSlot];
    System.arraycopy(
        from.lastPacket,
        fromSlot * Wire.MOST_PARTS,
        lastPacket,
        slot * Wire.MOST_PARTS,
        Wire.MOST_PARTS);
  }

  /** Whether it is known what became of the parts of this chunk. */
  boolean holds(int slot, long chunk) {
    return chunks[slot] == chunk;
  }

  boolean anyDue(int slot, long chunk) {
    return chunks[slot] == chunk && due[slot] != 0;
  }

  /** The first part that has to be sent; only when there is one. */
  int nextDue(int slot) {
    return Integer.numberOfTrailingZeros(due[slot]);
  }

  /** Whether one part and no more has to be sent. */
  boolean lastDue(int slot) {
    return Integer.bitCount(due[slot]) == 1;
  }

  /** A part is on its way. Returns whether it had been before. */
  boolean sent(int slot, int part, long packet) {
    int bit = 1 << part;
    boolean again = (sentBefore[slot] & bit) != 0;
    due[slot] &= (short) ~bit;
    sentBefore[slot] |= (short) bit;
    lastPacket[slot * Wire.MOST_PARTS + part] = packet;
    return again;
  }

  /** The whole chunk is on its way: no part has to be sent until that is lost. */
  void sentWhole(int slot, long chunk, long packet) {
    if (chunks[slot] == chunk) {
      due[slot] = 0;
      Arrays.fill(lastPacket, slot * Wire.MOST_PARTS, (slot + 1) * Wire.MOST_PARTS, packet);
    }
  }

  /** The whole chunk counts as lost, after all its parts that may be on the way. */
  void wholeLost(int slot, long chunk) {
    if (chunks[slot] == chunk) {
      due[slot] = (short) (all[slot] & ~arrived[slot]);
    }
  }

  /** A part of the chunk in this slot has arrived. Returns whether the chunk has, with it. */
  boolean arrived(int slot, int part) {
    int bit = 1 << part;
    arrived[slot] |= (short) bit;
    due[slot] &= (short) ~bit;
    return rules.complete(arrived[slot], all[slot]);
  }

  /** A packet with a part counts as lost. Returns whether the part has to be sent again. */
  boolean lost(int slot, long chunk, int part, long packet) {
    int bit = 1 << part;
    if (chunks[slot] != chunk
        || (arrived[slot] & bit) != 0
        || lastPacket[slot * Wire.MOST_PARTS + part] != packet) {
      return false;
    }
    due[slot] |= (short) bit;
    return true;
  }
}
