package dev.faultline.link.stream;

import dev.faultline.link.StreamKind;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.KindCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** The chunks of a stream that are too long for the path, and go out in fragments. */
public final class SplitChunks {
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

  /**
   * Has the chunk sent in fragments: those that have not arrived, and do not wait for it already.
   */
  public void split(long now, long chunk) {
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    of.madeFragments(rules).begin(slot, chunk, of.used[slot], chunk == slots.next);
    chunks.leaves(now, of, slot, chunk);
    if (of.states[slot] != SendRing.LOST) {
      chunks.toSend(of, slot, chunk);
    }
  }

  private SendFragments requireFragments() {
    SendFragments fragments = slots.ring.fragments;
    if (fragments == null) {
      throw new IllegalStateException("no chunk of stream " + stream + " was split");
    }
    return fragments;
  }

  /** Whether the chunk has fragments to send. */
  public boolean anyDue(long chunk) {
    return chunk >= slots.base && requireFragments().anyDue((int) chunk & slots.ring.mask, chunk);
  }

  /** The next fragment of a chunk that has any to send. */
  public int due(long chunk) {
    return requireFragments().nextDue((int) chunk & slots.ring.mask);
  }

  /** Whether a chunk that has fragments to send has just one. */
  public boolean lastDue(long chunk) {
    return requireFragments().lastDue((int) chunk & slots.ring.mask);
  }

  /**
   * Writes a packet with a fragment of a chunk; the checksum is still missing. Returns its length.
   */
  public int write(
      MemorySegment to, long at, long chunk, int fragment, long key, long packet, boolean ackNow) {
    int flags = KindCode.of(kind) | (ackNow ? Wire.ACK_NOW : 0);
    int typeFlagsStream = Wire.DATA_FRAGMENT | flags << 8 | stream << 16;
    return slots.ring.writeFragment(to, at, chunk, fragment, typeFlagsStream, key, packet);
  }

  /** A fragment is on its way. Returns whether it had been before. */
  public boolean sent(long chunk, int fragment, long packet) {
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    of.lastPacket[slot] = packet;
    SendFragments splitting = requireFragments();
    boolean again = splitting.sent(slot, fragment, packet);
    if (!splitting.anyDue(slot, chunk)) {
      chunks.allSent(of, slot);
    }
    return again;
  }

  /** A packet with this fragment of the chunk has arrived. */
  public void acknowledged(long chunk, int fragment) {
    SendRing of = slots.ring;
    SendFragments splitting = of.fragments;
    if (splitting == null || chunk < slots.base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.ACKED || !splitting.holds(slot, chunk)) {
      return;
    }
    if (splitting.arrived(slot, fragment)) {
      chunks.acknowledged(chunk);
    } else if (of.states[slot] == SendRing.LOST && !splitting.anyDue(slot, chunk)) {
      chunks.allSent(of, slot);
    }
  }

  /** A packet with this fragment of the chunk counts as lost. */
  public void lost(long chunk, int fragment, long packet) {
    SendRing of = slots.ring;
    SendFragments splitting = of.fragments;
    if (splitting == null || chunk < slots.base) {
      return;
    }
    int slot = (int) chunk & of.mask;
    if (of.states[slot] != SendRing.ACKED
        && splitting.lost(slot, chunk, fragment, packet)
        && of.states[slot] == SendRing.SENT) {
      chunks.toSend(of, slot, chunk);
    }
  }
}
