package dev.faultline.link;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** The chunks of a stream that are too long for the path, and go out in parts. */
final class SplitChunks {
  private final int stream;
  private final StreamKind kind;
  private final SendSlots slots;
  private final SentChunks chunks;
  private final Rules rules;

  SplitChunks(int stream, StreamKind kind, SendSlots slots, SentChunks chunks, Rules rules) {
    this.stream = stream;
    this.kind = kind;
    this.slots = slots;
    this.chunks = chunks;
    this.rules = rules;
  }

  /** Has the chunk sent in parts: those that have not arrived, and do not wait for it already. */
  void split(long now, long chunk) {
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    of.madeParts(rules).begin(slot, chunk, of.used[slot], chunk == slots.next);
    chunks.leaves(now, of, slot, chunk);
    if (of.states[slot] != SendRing.LOST) {
      chunks.toSend(of, slot, chunk);
    }
  }

  private SendParts requireParts() {
    SendParts parts = slots.ring.parts;
    if (parts == null) {
      throw new IllegalStateException("no chunk of stream " + stream + " was split");
    }
    return parts;
  }

  /** Whether the chunk has parts to send. */
  boolean anyDue(long chunk) {
    return chunk >= slots.base && requireParts().anyDue((int) chunk & slots.ring.mask, chunk);
  }

  /** The next part of a chunk that has any to send. */
  int due(long chunk) {
    return requireParts().nextDue((int) chunk & slots.ring.mask);
  }

  /** Whether a chunk that has parts to send has just one. */
  boolean lastDue(long chunk) {
    return requireParts().lastDue((int) chunk & slots.ring.mask);
  }

  /** Writes a packet with a part of a chunk; the checksum is still missing. Returns its length. */
  int write(
      MemorySegment to, long at, long chunk, int part, long key, long packet, boolean ackNow) {
    int flags = kind.code() | (ackNow ? Wire.ACK_NOW : 0);
    int typeFlagsStream = Wire.DATA_PART | flags << 8 | stream << 16;
    return slots.ring.writePart(to, at, chunk, part, typeFlagsStream, key, packet);
  }

  /** A part is on its way. Returns whether it had been before. */
  boolean sent(long chunk, int part, long packet) {
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    of.lastPacket[slot] = packet;
    SendParts splitting = requireParts();
    boolean again = splitting.sent(slot, part, packet);
    if (!splitting.anyDue(slot, chunk)) {
      chunks.allSent(of, slot);
    }
    return again;
  }

  /** A packet with this part of the chunk has arrived. */
  void acknowledged(long chunk, int part) {
    SendRing of = slots.ring;
    SendParts splitting = of.parts;
    if (splitting == null || chunk < slots.base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.ACKED || !splitting.holds(slot, chunk)) {
      return;
    }
    if (splitting.arrived(slot, part)) {
      chunks.acknowledged(chunk);
    } else if (of.states[slot] == SendRing.LOST && !splitting.anyDue(slot, chunk)) {
      chunks.allSent(of, slot);
    }
  }

  /** A packet with this part of the chunk counts as lost. */
  void lost(long chunk, int part, long packet) {
    SendRing of = slots.ring;
    SendParts splitting = of.parts;
    if (splitting == null || chunk < slots.base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] != SendRing.ACKED
        && splitting.lost(slot, chunk, part, packet)
        && of.states[slot] == SendRing.SENT) {
      chunks.toSend(of, slot, chunk);
    }
  }
}
